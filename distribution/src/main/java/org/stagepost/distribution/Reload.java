package org.stagepost.distribution;

import jakarta.inject.Inject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stagepost.launch.Settings;
import org.stagepost.launch.SettingsException;

/**
 * Reads the settings and the certificate again while the process runs. What can be taken at once is; of the rest it says that it
 * needs a restart. Where the file cannot be used nothing changes.
 */
public final class Reload {
    private static final Logger LOG = LoggerFactory.getLogger(Reload.class);

    private final Settings begun;
    private final Set<Role> roles;
    private final Set<Live> parts;
    private final ReentrantLock lock = new ReentrantLock();
    private Settings now;

    @Inject
    Reload(Configuration configuration, Set<Role> roles, Set<Live> parts) {
        this.begun = configuration.settings();
        this.now = begun;
        this.roles = Set.copyOf(roles);
        this.parts = parts;
    }

    /**
     * Takes what the file says now.
     *
     * @return what has become of it, a line each
     * @throws SettingsException naming file, line and key of what cannot be
     * @throws IOException when a certificate or a folder that it names cannot be used
     */
    public List<String> now() throws IOException {
        lock.lock();
        try {
            Settings fresh = begun.again();
            Configuration next = Configuration.from(fresh);
            checked(next);
            String trouble = taken(next);
            List<String> told = told(fresh);
            now = fresh;
            if (!trouble.isEmpty()) throw new IOException("not everything is in force: " + trouble);
            return told;
        } finally {
            lock.unlock();
        }
    }

    private static void checked(Configuration next) throws IOException {
        try {
            next.check();
        } catch (IOException e) {
            throw new IOException(e.getMessage() + "; everything stays as it was", e);
        }
    }

    /** One part that cannot take it keeps none of the others from doing so. */
    private String taken(Configuration next) {
        StringJoiner trouble = new StringJoiner("; ");
        for (Live each : parts) {
            try {
                each.become(next);
            } catch (IOException e) {
                trouble.add(String.valueOf(e.getMessage()));
            }
        }
        return trouble.toString();
    }

    private List<String> told(Settings fresh) {
        List<String> live = now.differing(fresh).stream().filter(this::isLive).toList();
        List<String> later = begun.differing(fresh).stream()
                .filter(key -> !isLive(key) && isOurs(key))
                .toList();
        List<String> told = new ArrayList<>();
        if (!live.isEmpty()) told.add("in force: " + String.join(", ", live));
        if (!later.isEmpty()) told.add("needs a restart: " + String.join(", ", later));
        if (told.isEmpty()) told.add("no setting has changed; certificates and secrets were read again");
        told.forEach(LOG::info);
        return told;
    }

    private boolean isLive(String key) {
        return keys().stream().anyMatch(known -> key.equals(known) || key.startsWith(known + "."));
    }

    private Set<String> keys() {
        return parts.stream().flatMap(each -> each.keys().stream()).collect(Collectors.toSet());
    }

    /** What is about a stage of another process is that one's to say. */
    private boolean isOurs(String key) {
        for (Role role : Role.ALL) {
            if (key.startsWith(role + ".") && !roles.contains(role)) return false;
        }
        return true;
    }

    /** The same for somebody who hears of it in the log only. */
    public void logged() {
        try {
            now();
        } catch (SettingsException | IOException e) {
            LOG.error("the settings were not taken: {}", e.getMessage());
        }
    }
}

package org.stagepost.distribution.status;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.stagepost.distribution.control.Control;
import org.stagepost.distribution.control.RefusedException;
import org.stagepost.distribution.status.SiteStatus.DiskState;

/** Looks how a site is: what its processes tell, and what its files do whether or not a process runs. */
public final class Inspection {
    private final Places places;
    private final Control control;
    private final Clock clock;

    /**
     * Where to look.
     *
     * @param roles that a process may have
     * @param reserve octets that the mail store leaves free
     * @param queueRoom octets without which the queue takes nothing
     */
    public record Places(
            Path data, List<String> roles, Path mail, long reserve, Path queue, long queueRoom, Path certificate) {
        public Places {
            roles = List.copyOf(roles);
        }
    }

    public Inspection(Places places, Clock clock) {
        this.places = places;
        this.control = new Control(places.data());
        this.clock = clock;
    }

    /** Never fails: what cannot be looked at is a finding. */
    public SiteStatus look() {
        Judgement judgement = new Judgement(clock.instant());
        List<String> running = new ArrayList<>();
        Map<Long, Vitals> processes = new LinkedHashMap<>();
        for (String role : places.roles()) {
            if (!control.runs(role)) continue;
            running.add(role);
            vitals(role, judgement).ifPresent(told -> processes.put(told.pid(), told));
        }
        SiteStatus facts = new SiteStatus(
                clock.instant(),
                running,
                List.copyOf(processes.values()),
                queue(judgement),
                certificate(judgement),
                disks(judgement),
                List.of());
        return judgement.on(facts, places);
    }

    private Optional<Vitals> vitals(String role, Judgement judgement) {
        try {
            return Vitals.of(control, role);
        } catch (RefusedException e) {
            judgement.problem("the process with the role " + role + " does not tell how it is: " + e.getMessage());
            return Optional.empty();
        }
    }

    private QueueState queue(Judgement judgement) {
        try {
            return QueueState.of(places.queue());
        } catch (IOException e) {
            judgement.problem("the queue in " + places.queue() + " cannot be looked through: " + e.getMessage());
            return new QueueState(0, 0, Optional.empty(), 0);
        }
    }

    private Optional<Instant> certificate(Judgement judgement) {
        if (!Files.exists(places.certificate())) return Optional.empty();
        try {
            return Optional.of(CertificateEnd.of(places.certificate()));
        } catch (IOException e) {
            judgement.problem("the certificate in " + places.certificate() + " cannot be read: " + e.getMessage());
            return Optional.empty();
        }
    }

    /** Each file system once, by the first of our folders on it. */
    private List<DiskState> disks(Judgement judgement) {
        Map<FileStore, DiskState> disks = new LinkedHashMap<>();
        for (Path folder : List.of(places.data(), places.mail(), places.queue())) {
            try {
                if (!Files.exists(folder)) continue;
                FileStore store = Files.getFileStore(folder);
                disks.putIfAbsent(store, new DiskState(folder, store.getUsableSpace(), store.getTotalSpace()));
            } catch (IOException e) {
                judgement.problem(
                        "how much of the disk below " + folder + " is free cannot be seen: " + e.getMessage());
            }
        }
        return List.copyOf(disks.values());
    }
}

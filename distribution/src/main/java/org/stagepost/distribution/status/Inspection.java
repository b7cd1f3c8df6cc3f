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
import java.util.Set;
import org.stagepost.distribution.control.Control;
import org.stagepost.distribution.control.RefusedException;
import org.stagepost.distribution.status.SiteStatus.DiskState;
import org.stagepost.mail.Domain;

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
     * @param fetched domains whose hosts come for their mail
     */
    public record Places(
            Path data,
            List<String> roles,
            Path mail,
            long reserve,
            Path queue,
            long queueRoom,
            Set<Domain> fetched,
            Path certificate) {
        public Places {
            fetched = Set.copyOf(fetched);
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
        Map<Vitals.Identity, Vitals> processes = new LinkedHashMap<>();
        for (String role : places.roles()) {
            if (!control.runs(role)) continue;
            running.add(role);
            vitals(role, judgement).ifPresent(told -> processes.put(told.process(), told));
        }
        if (!running.isEmpty()) places.roles().stream().filter(control::isLeft).forEach(judgement::dead);
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
            return QueueState.of(places.queue(), places.fetched(), clock.instant());
        } catch (IOException e) {
            judgement.problem("the queue in " + places.queue() + " cannot be looked through: " + e.getMessage());
            return QueueState.EMPTY;
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

    /** Each file system once, by the first of our folders on it, and by what those on it need. */
    private List<DiskState> disks(Judgement judgement) {
        Map<Path, Long> needs = new LinkedHashMap<>();
        needs.put(places.data(), 0L);
        needs.merge(places.mail(), places.reserve(), Math::max);
        needs.merge(places.queue(), places.queueRoom(), Math::max);
        Map<FileStore, DiskState> disks = new LinkedHashMap<>();
        needs.forEach((folder, need) -> {
            try {
                if (!Files.exists(folder)) return;
                FileStore store = Files.getFileStore(folder);
                DiskState state = new DiskState(folder, store.getUsableSpace(), store.getTotalSpace(), need);
                disks.merge(store, state, DiskState::and);
            } catch (IOException e) {
                judgement.problem(
                        "how much of the disk below " + folder + " is free cannot be seen: " + e.getMessage());
            }
        });
        return List.copyOf(disks.values());
    }
}

package org.stagepost.distribution.status;

import jakarta.inject.Inject;
import java.util.List;
import org.stagepost.net.Network;

/** Sessions that ended by a fault of this program or its machine, which nobody but their clients has noticed. */
public final class SessionSymptom implements Symptom {
    private final Network network;

    @Inject
    SessionSymptom(Network network) {
        this.network = network;
    }

    @Override
    public List<String> told() {
        int faults = network.faults();
        return faults == 0
                ? List.of()
                : List.of("sessions that ended by a fault here: " + faults + "; the log tells how");
    }
}

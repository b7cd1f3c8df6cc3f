package org.stagepost.distribution.status;

import jakarta.inject.Inject;
import java.util.List;
import java.util.stream.Stream;
import org.stagepost.mta.queue.QueueControl;
import org.stagepost.trace.Visible;

/** Smart hosts that could not be reached at the last try, or refuse whatever they are given: all mail for elsewhere may hang on them. */
public final class SmartHostSymptom implements Symptom {
    private final QueueControl queue;

    @Inject
    SmartHostSymptom(QueueControl queue) {
        this.queue = queue;
    }

    @Override
    public List<String> told() {
        return Stream.of(queue.unreachedSmartHosts(), queue.refusingSmartHosts())
                .flatMap(hosts -> hosts.entrySet().stream())
                .map(host -> Visible.text("smart host " + host.getKey() + " takes nothing: " + host.getValue()))
                .distinct()
                .toList();
    }
}

package org.stagepost.distribution.status;

import jakarta.inject.Inject;
import java.util.List;
import org.stagepost.mailstore.index.JdbcIndex;

/** A store that has given its index up works on, and slowly. */
public final class IndexSymptom implements Symptom {
    private final JdbcIndex index;

    @Inject
    IndexSymptom(JdbcIndex index) {
        this.index = index;
    }

    @Override
    public List<String> told() {
        return index.isGivenUp()
                ? List.of("the mail store has no index until the next start, and reads every message from its file")
                : List.of();
    }
}

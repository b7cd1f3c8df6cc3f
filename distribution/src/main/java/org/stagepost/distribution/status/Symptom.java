package org.stagepost.distribution.status;

import java.util.List;

/** Knows of trouble that lasts, and tells it in a line each. */
public interface Symptom {
    List<String> told();
}

package org.stagepost.launch;

import java.util.List;

/** The settings cannot be used; each problem names file, line, column and what would mend it. The program does not start. */
public final class SettingsException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public SettingsException(String problem) {
        super(problem);
    }

    SettingsException(List<String> problems) {
        super(String.join("\n", problems));
    }
}

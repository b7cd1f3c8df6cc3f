package org.stagepost.distribution.status;

import org.stagepost.mail.Ascii;

/** Something that whoever runs the site should know. */
public record Finding(Level level, String text) {
    /** How much it matters; the order of the constants is that of their weight. */
    public enum Level {
        /** Worth a line. */
        NOTE,
        /** Worth a look. */
        WARNING,
        /** Mail suffers, or soon will. */
        PROBLEM;

        @Override
        public String toString() {
            return Ascii.lower(name());
        }
    }
}

package org.stagepost.msa;

import org.stagepost.launch.Settings;

/**
 * How much one login may send (RFC 6409 6.1, hardening row R24).
 *
 * @param correspondentsPerDay recipients whom it never wrote to before
 */
public record Allotment(
        int messagesPerHour,
        int recipientsPerHour,
        int messagesPerDay,
        int recipientsPerDay,
        int correspondentsPerDay) {
    private static final int MOST = 1_000_000_000;
    private static final int USUAL_HOURS = 10;

    /** What is counted. */
    enum Kind {
        MESSAGES_OF_HOUR("messages", "an hour", 1),
        RECIPIENTS_OF_HOUR("recipients", "an hour", 1),
        MESSAGES_OF_DAY("messages", "a day", 24),
        RECIPIENTS_OF_DAY("recipients", "a day", 24),
        CORRESPONDENTS_OF_DAY("new correspondents", "a day", 24);

        private final String what;
        private final String span;
        private final int hours;

        Kind(String what, String span, int hours) {
            this.what = what;
            this.span = span;
            this.hours = hours;
        }

        /** Until what is used up is there again. */
        int hours() {
            return hours;
        }

        @Override
        public String toString() {
            return what + " of " + span;
        }
    }

    static Allotment from(Settings settings) {
        int messages = settings.integer("msa.messages-per-hour", 1_000, 1, 100_000_000);
        int recipients = settings.integer("msa.recipients-per-hour", 5_000, 1, 100_000_000);
        return new Allotment(
                messages,
                recipients,
                settings.integer("msa.messages-per-day", USUAL_HOURS * messages, 1, MOST),
                settings.integer("msa.recipients-per-day", USUAL_HOURS * recipients, 1, MOST),
                settings.integer("msa.new-correspondents-per-day", 1_000, 1, MOST));
    }

    int of(Kind kind) {
        return switch (kind) {
            case MESSAGES_OF_HOUR -> messagesPerHour;
            case RECIPIENTS_OF_HOUR -> recipientsPerHour;
            case MESSAGES_OF_DAY -> messagesPerDay;
            case RECIPIENTS_OF_DAY -> recipientsPerDay;
            case CORRESPONDENTS_OF_DAY -> correspondentsPerDay;
        };
    }
}

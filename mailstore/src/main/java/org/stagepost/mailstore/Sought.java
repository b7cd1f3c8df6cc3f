package org.stagepost.mailstore;

import java.util.List;

/**
 * What somebody looks for in the text of messages, without regard to case.
 *
 * @param texts each of them stands in one and the same field or part
 */
public record Sought(Where where, List<String> texts) {
    /** The message's own header, its text parts and the messages inside, or both. */
    public enum Where {
        HEADER,
        BODY,
        MESSAGE
    }

    public Sought {
        texts = List.copyOf(texts);
    }

    public static Sought in(Where where, String... texts) {
        return new Sought(where, List.of(texts));
    }
}

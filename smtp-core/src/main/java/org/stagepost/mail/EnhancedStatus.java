package org.stagepost.mail;

/** A status code of RFC 3463: class (2, 4, 5), subject, detail. {@link #NONE} where the standard has none (greeting, 3xx). */
public record EnhancedStatus(int category, int subject, int detail) {
    public static final EnhancedStatus NONE = new EnhancedStatus(0, 0, 0);

    /** From its text form, of which our own code is the only writer: {@code "5.1.1"}. */
    public static EnhancedStatus of(String text) {
        try {
            return parse(text);
        } catch (SyntaxException e) {
            throw new IllegalArgumentException("not an enhanced status code: " + text, e);
        }
    }

    /** @throws SyntaxException when a peer's text is no status code */
    public static EnhancedStatus parse(String text) throws SyntaxException {
        String[] parts = text.split("\\.", -1);
        if (parts.length != 3) throw new SyntaxException("an enhanced status code has three numbers");
        int category = (int) Ascii.number(parts[0], 5);
        if (category != 2 && category != 4 && category != 5) throw new SyntaxException("class must be 2, 4 or 5");
        return new EnhancedStatus(category, (int) Ascii.number(parts[1], 999), (int) Ascii.number(parts[2], 999));
    }

    @Override
    public String toString() {
        return category + "." + subject + "." + detail;
    }
}

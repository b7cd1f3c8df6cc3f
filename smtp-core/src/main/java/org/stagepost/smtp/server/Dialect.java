package org.stagepost.smtp.server;

/** Three ways to speak one protocol: they differ in the hello, and in how many replies the final dot gets. */
public enum Dialect {
    /** Between servers (RFC 5321). */
    SMTP("ESMTP"),
    /** From a mail client, which logs in (RFC 6409). */
    SUBMISSION("ESMTP"),
    /** To the mailboxes: LHLO, and a reply for each recipient (RFC 2033). */
    LMTP("LMTP");

    private final String protocol;

    Dialect(String protocol) {
        this.protocol = protocol;
    }

    String protocol() {
        return protocol;
    }

    boolean speaks(Hello hello) {
        return (this == LMTP) == (hello == Hello.LHLO);
    }

    boolean repliesForEachRecipient() {
        return this == LMTP;
    }
}

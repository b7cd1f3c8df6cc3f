package org.stagepost.smtp.server;

/** How a client greeted, which decides what it may say next and how its mail is marked. */
public enum Hello {
    HELO("SMTP", "SMTP"),
    EHLO("ESMTP", "UTF8SMTP"),
    LHLO("LMTP", "UTF8LMTP");

    private final String protocol;
    private final String internationalProtocol;

    Hello(String protocol, String internationalProtocol) {
        this.protocol = protocol;
        this.internationalProtocol = internationalProtocol;
    }

    String protocol() {
        return protocol;
    }

    String internationalProtocol() {
        return internationalProtocol;
    }
}

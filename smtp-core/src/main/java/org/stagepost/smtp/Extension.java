package org.stagepost.smtp;

import java.util.Optional;
import org.stagepost.mail.Ascii;

/** A service extension (RFC 5321 2.2): its EHLO word and its standard. What is advertised is derived from these constants. */
public enum Extension {
    /** RFC 2920. */
    PIPELINING("PIPELINING"),
    /** RFC 1870; the word is followed by the largest size. */
    SIZE("SIZE"),
    /** RFC 6152. */
    EIGHT_BIT_MIME("8BITMIME"),
    /** RFC 3030: BDAT. */
    CHUNKING("CHUNKING"),
    /** RFC 3030 section 3; only beside CHUNKING. */
    BINARY_MIME("BINARYMIME"),
    /** RFC 3207; not offered again once TLS is on. */
    STARTTLS("STARTTLS"),
    /** RFC 4954; the word is followed by the mechanisms. */
    AUTH("AUTH"),
    /** RFC 2034. */
    ENHANCED_STATUS_CODES("ENHANCEDSTATUSCODES"),
    /** RFC 9422; the word is followed by the limits. */
    LIMITS("LIMITS"),
    /** RFC 6710; the word is followed by the name of the policy, which is that of its appendix B. */
    MT_PRIORITY("MT-PRIORITY"),
    /** RFC 2852; the word is followed by the least number of seconds that BY= with R may leave. */
    DELIVER_BY("DELIVERBY"),
    /** RFC 4865, at submission only; the word is followed by how long a message may wait, and until when. */
    FUTURE_RELEASE("FUTURERELEASE"),
    /** RFC 1985. */
    ETRN("ETRN"),
    /** RFC 2645, on a port of its own. */
    ATRN("ATRN"),
    /** RFC 3461. */
    DSN("DSN"),
    /** RFC 6531. */
    SMTP_UTF8("SMTPUTF8"),
    /** RFC 8689; only offered over TLS. */
    REQUIRE_TLS("REQUIRETLS"),
    /** Postfix's XCLIENT_README; only offered to who is trusted, and followed by the attributes. */
    XCLIENT("XCLIENT");

    private final String keyword;

    Extension(String keyword) {
        this.keyword = keyword;
    }

    public String keyword() {
        return keyword;
    }

    /** The extension that a line of an EHLO reply offers. */
    public static Optional<Extension> of(String keyword) {
        for (Extension extension : values())
            if (Ascii.equalsIgnoreCase(extension.keyword, keyword)) return Optional.of(extension);
        return Optional.empty();
    }
}

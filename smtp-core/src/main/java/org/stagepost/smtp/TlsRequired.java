package org.stagepost.smtp;

import java.util.List;
import org.stagepost.mail.Ascii;
import org.stagepost.mail.MailOptions;
import org.stagepost.mail.TlsWish;
import org.stagepost.message.Header;
import org.stagepost.message.HeaderField;

/** The header field {@code TLS-Required: No} (RFC 8689 section 3), which a server takes for an option of MAIL (4.1). */
public final class TlsRequired {
    private TlsRequired() {}

    /** The options of a message with this header; two such fields say nothing, and REQUIRETLS says more. */
    public static MailOptions tagged(MailOptions options, Header header) {
        if (options.tls() != TlsWish.USUAL) return options;
        List<HeaderField> fields = header.all("TLS-Required");
        boolean no = fields.size() == 1
                && Ascii.equalsIgnoreCase(fields.getFirst().value().strip(), "No");
        return no ? options.wishing(TlsWish.OPTIONAL) : options;
    }
}

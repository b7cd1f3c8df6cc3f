package org.stagepost.smtp.client;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.stagepost.mail.Ascii;
import org.stagepost.mail.Envelope;
import org.stagepost.mail.MailOptions;
import org.stagepost.mail.MailOptions.Body;
import org.stagepost.mail.Recipient;
import org.stagepost.mail.Recipient.Notify;
import org.stagepost.mail.Utf8Address;
import org.stagepost.smtp.Extension;
import org.stagepost.smtp.Xtext;

/** MAIL and RCPT with the parameters that the server understands and the envelope carries. */
final class CommandLines {
    private final Offered offered;
    private final Envelope envelope;
    private final Hop.Logins logins;
    private final boolean smtpUtf8;

    /** @param envelope with all recipients: an alias may have led from plain addresses to one that needs SMTPUTF8 */
    CommandLines(Offered offered, Hop.Logins logins, Envelope envelope) {
        this.logins = logins;
        this.offered = offered;
        this.envelope = envelope;
        boolean needed = envelope.options().smtpUtf8() || Fitness.isInternational(envelope);
        this.smtpUtf8 = needed && offered.has(Extension.SMTP_UTF8);
    }

    /** @param size of the message as it will be sent, 0 when not known yet */
    String mail(long size) {
        MailOptions options = envelope.options();
        StringBuilder line =
                new StringBuilder("MAIL FROM:<").append(envelope.from()).append('>');
        if (size > 0 && offered.has(Extension.SIZE)) line.append(" SIZE=").append(size);
        if (options.body() != Body.SEVEN_BIT && offered.has(bodies(options.body())))
            line.append(" BODY=").append(options.body().keyword());
        if (smtpUtf8) line.append(" SMTPUTF8");
        if (options.requireTls() && offered.has(Extension.REQUIRE_TLS)) line.append(" REQUIRETLS");
        if (offered.has(Extension.DELIVER_BY))
            options.by().ifPresent(by -> line.append(" BY=").append(by));
        if (offered.has(Extension.FUTURE_RELEASE))
            options.hold().ifPresent(hold -> line.append(' ').append(hold.parameter()));
        if (offered.has(Extension.MT_PRIORITY)) line.append(" MT-PRIORITY=").append(options.priority());
        if (offered.has(Extension.DSN)) {
            options.returned().ifPresent(returned -> line.append(" RET=").append(returned));
            options.envelopeId().ifPresent(id -> line.append(" ENVID=").append(Xtext.encode(id)));
        }
        submitter().ifPresent(login -> line.append(" AUTH=").append(Xtext.encode(login)));
        return line.toString();
    }

    /** RFC 4954 section 5; xtext holds no more than ASCII. */
    private Optional<String> submitter() {
        boolean told = logins == Hop.Logins.TOLD && offered.has(Extension.AUTH);
        return envelope.login().filter(login -> told && login.chars().allMatch(c -> c >= ' ' && c < 127));
    }

    private static Extension bodies(Body body) {
        return body == Body.BINARY_MIME ? Extension.BINARY_MIME : Extension.EIGHT_BIT_MIME;
    }

    String rcpt(Recipient recipient) {
        StringBuilder line =
                new StringBuilder("RCPT TO:<").append(recipient.address()).append('>');
        if (offered.has(Extension.DSN)) {
            Set<Notify> notices = notices(recipient);
            if (!notices.isEmpty())
                line.append(" NOTIFY=")
                        .append(notices.stream().sorted().map(Enum::name).collect(Collectors.joining(",")));
            recipient
                    .originalRecipient()
                    .ifPresent(original -> line.append(" ORCPT=").append(encoded(original)));
        }
        return line.toString();
    }

    /** A server that does not know of the time of delivery is at least to say when it takes long (RFC 2852 4.1.4.2). */
    private Set<Notify> notices(Recipient recipient) {
        boolean pressing = !offered.has(Extension.DELIVER_BY)
                && envelope.options().by().filter(by -> by.seconds() > 0).isPresent();
        if (!pressing || recipient.notices().contains(Notify.NEVER)) return recipient.notices();
        Set<Notify> more = EnumSet.of(Notify.DELAY);
        more.addAll(recipient.notices().isEmpty() ? Set.of(Notify.FAILURE) : recipient.notices());
        return more;
    }

    /** The type stands as it is, the address behind it as xtext (RFC 3461 4.2), or in a form of its own (RFC 6533 section 3). */
    private String encoded(String original) {
        int semicolon = original.indexOf(';');
        String type = original.substring(0, semicolon + 1);
        String address = original.substring(semicolon + 1);
        if (!Utf8Address.isTyped(type)) return type + Xtext.encode(address);
        return type + (smtpUtf8 ? Utf8Address.unitext(address) : Utf8Address.xtext(address));
    }

    /** Whether a line can be sent: no control character, and nothing beyond ASCII but what UTF-8 can write. */
    static boolean isWritable(String line) {
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c < ' ' || c == 127 || Character.isSurrogate(c) && !isPair(line, i)) return false;
        }
        return Ascii.octets(line).length <= 2_000;
    }

    private static boolean isPair(String line, int at) {
        return Character.isHighSurrogate(line.charAt(at))
                ? at + 1 < line.length() && Character.isLowSurrogate(line.charAt(at + 1))
                : at > 0 && Character.isHighSurrogate(line.charAt(at - 1));
    }
}

package org.stagepost.smtp;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.stagepost.mail.Address;
import org.stagepost.mail.Ascii;
import org.stagepost.mail.DeliverBy;
import org.stagepost.mail.FutureRelease;
import org.stagepost.mail.MailOptions;
import org.stagepost.mail.MailOptions.Body;
import org.stagepost.mail.MailOptions.Returned;
import org.stagepost.mail.Recipient;
import org.stagepost.mail.Recipient.Notify;
import org.stagepost.mail.SyntaxException;
import org.stagepost.mail.TlsWish;
import org.stagepost.mail.Utf8Address;

/** The {@code keyword=value} pairs behind a path (RFC 5321 4.1.2), and what they mean to MAIL and to RCPT. */
final class Parameters {
    private static final Parameters NONE = new Parameters(Map.of());
    private static final int MAX_ENVELOPE_ID = 100;
    private static final int MAX_ORIGINAL_RECIPIENT = 500;

    private final Map<String, String> values;

    private Parameters(Map<String, String> values) {
        this.values = values;
    }

    /** Reads to the end of the line. */
    static Parameters read(Cursor in) throws Refusal {
        if (in.atEnd()) return NONE;
        Map<String, String> values = new LinkedHashMap<>();
        while (!in.atEnd()) {
            if (!in.spaces()) throw new Refusal(Replies.badArgument("a space stands between path and parameters"));
            String keyword = Ascii.upper(in.until(" ="));
            String value = in.take('=') ? value(in.until(" ")) : "";
            if (!isKeyword(keyword)) throw new Refusal(Replies.badArgument("not a parameter"));
            if (values.put(keyword, value) != null)
                throw new Refusal(Replies.badArgument("parameter " + keyword + " stands there twice"));
        }
        return new Parameters(values);
    }

    private static String value(String text) throws Refusal {
        boolean good = !text.isEmpty();
        for (int i = 0; good && i < text.length(); i++) {
            char c = text.charAt(i);
            good = c > ' ' && c != '=' && c != 127;
        }
        if (!good) throw new Refusal(Replies.badArgument("not a parameter value"));
        return text;
    }

    private static boolean isKeyword(String keyword) {
        boolean good = !keyword.isEmpty() && keyword.charAt(0) != '-' && keyword.length() <= 64;
        for (int i = 0; good && i < keyword.length(); i++) {
            char c = keyword.charAt(i);
            good = c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-';
        }
        return good;
    }

    /** What they say behind MAIL. */
    MailOptions mail(Set<Extension> offered) throws Refusal {
        if (values.isEmpty()) return MailOptions.NONE;
        Body body = Body.SEVEN_BIT;
        long size = 0;
        boolean smtpUtf8 = false;
        TlsWish tls = TlsWish.USUAL;
        Optional<Returned> returned = Optional.empty();
        Optional<String> envelopeId = Optional.empty();
        int priority = 0;
        Optional<DeliverBy> by = Optional.empty();
        Optional<FutureRelease> hold = Optional.empty();
        for (Map.Entry<String, String> parameter : values.entrySet()) {
            String keyword = parameter.getKey();
            String value = parameter.getValue();
            if (!offered.contains(mailExtension(keyword))) throw new Refusal(Replies.unknownParameter(keyword));
            switch (keyword) {
                case "SIZE" -> size = size(value);
                case "BODY" -> body = body(value, offered);
                case "SMTPUTF8" -> smtpUtf8 = flag(keyword, value);
                case "REQUIRETLS" -> tls = flag(keyword, value) ? TlsWish.REQUIRED : tls;
                case "RET" -> returned = Optional.of(returned(value));
                case "MT-PRIORITY" -> priority = priority(value);
                case "HOLDFOR", "HOLDUNTIL" -> hold = Optional.of(hold(keyword, value));
                case "BY" -> by = Optional.of(by(value));
                case "ENVID" -> envelopeId = Optional.of(xtext(keyword, value, MAX_ENVELOPE_ID));
                default -> submitter();
            }
        }
        return new MailOptions(body, smtpUtf8, tls, size, returned, envelopeId, priority, by, hold);
    }

    private static Extension mailExtension(String keyword) throws Refusal {
        return switch (keyword) {
            case "SIZE" -> Extension.SIZE;
            case "BODY" -> Extension.EIGHT_BIT_MIME;
            case "SMTPUTF8" -> Extension.SMTP_UTF8;
            case "REQUIRETLS" -> Extension.REQUIRE_TLS;
            case "RET", "ENVID" -> Extension.DSN;
            case "MT-PRIORITY" -> Extension.MT_PRIORITY;
            case "BY" -> Extension.DELIVER_BY;
            case "HOLDFOR", "HOLDUNTIL" -> Extension.FUTURE_RELEASE;
            case "AUTH" -> Extension.AUTH;
            default -> throw new Refusal(Replies.unknownParameter(keyword));
        };
    }

    /** What they say behind RCPT. */
    Recipient rcpt(Address address, Set<Extension> offered) throws Refusal {
        if (values.isEmpty()) return Recipient.of(address);
        Set<Notify> notices = Set.of();
        Optional<String> original = Optional.empty();
        for (Map.Entry<String, String> parameter : values.entrySet()) {
            String keyword = parameter.getKey();
            boolean known = keyword.equals("NOTIFY") || keyword.equals("ORCPT");
            if (!known || !offered.contains(Extension.DSN)) throw new Refusal(Replies.unknownParameter(keyword));
            if (keyword.equals("NOTIFY")) notices = notices(parameter.getValue());
            else original = Optional.of(originalRecipient(parameter.getValue()));
        }
        return new Recipient(address, notices, original);
    }

    private static long size(String value) throws Refusal {
        try {
            return Ascii.number(value, Long.MAX_VALUE);
        } catch (SyntaxException e) {
            throw new Refusal(Replies.badArgument("SIZE=octets"));
        }
    }

    /** One digit, which may have a minus sign before it unless it is 0 (RFC 6710 sections 4.1 and 7). */
    private static int priority(String value) throws Refusal {
        boolean below = value.startsWith("-");
        try {
            int priority = (int) Ascii.number(value.substring(below ? 1 : 0), MailOptions.HIGHEST);
            boolean plain = value.length() == (below ? 2 : 1) && !(below && priority == 0);
            if (plain) return below ? -priority : priority;
        } catch (SyntaxException e) {
            // Told below, in the same words as a number that is written another way.
        }
        throw new Refusal(Replies.BAD_PRIORITY);
    }

    /** One of the two, and not both (RFC 4865 4.2). */
    private FutureRelease hold(String keyword, String value) throws Refusal {
        if (values.containsKey("HOLDFOR") && values.containsKey("HOLDUNTIL"))
            throw new Refusal(Replies.badArgument("HOLDFOR or HOLDUNTIL, not both"));
        try {
            return keyword.equals("HOLDFOR") ? FutureRelease.seconds(value) : FutureRelease.until(value);
        } catch (SyntaxException e) {
            throw new Refusal(Replies.badValue(e));
        }
    }

    private static DeliverBy by(String value) throws Refusal {
        try {
            return DeliverBy.parse(value);
        } catch (SyntaxException e) {
            throw new Refusal(Replies.badValue(e));
        }
    }

    private static Body body(String value, Set<Extension> offered) throws Refusal {
        for (Body body : Body.values()) {
            boolean known = body != Body.BINARY_MIME || offered.contains(Extension.BINARY_MIME);
            if (known && Ascii.equalsIgnoreCase(value, body.keyword())) return body;
        }
        throw new Refusal(Replies.badArgument("no such BODY is offered here"));
    }

    private static boolean flag(String keyword, String value) throws Refusal {
        if (!value.isEmpty()) throw new Refusal(Replies.badArgument(keyword + " has no value"));
        return true;
    }

    private static Returned returned(String value) throws Refusal {
        return switch (Ascii.upper(value)) {
            case "FULL" -> Returned.FULL;
            case "HDRS" -> Returned.HDRS;
            default -> throw new Refusal(Replies.badArgument("RET=FULL or RET=HDRS"));
        };
    }

    /** Who is said to have submitted it first (RFC 4954 section 5); {@code <>} says that nobody knows. */
    Optional<String> submitter() throws Refusal {
        String value = values.getOrDefault("AUTH", "<>");
        return value.equals("<>") ? Optional.empty() : Optional.of(xtext("AUTH", value, MAX_ORIGINAL_RECIPIENT));
    }

    private static Set<Notify> notices(String value) throws Refusal {
        Set<Notify> notices = EnumSet.noneOf(Notify.class);
        for (String word : Ascii.upper(value).split(",", -1)) {
            switch (word) {
                case "NEVER" -> notices.add(Notify.NEVER);
                case "SUCCESS" -> notices.add(Notify.SUCCESS);
                case "FAILURE" -> notices.add(Notify.FAILURE);
                case "DELAY" -> notices.add(Notify.DELAY);
                default -> throw new Refusal(Replies.badArgument("NOTIFY=NEVER or SUCCESS,FAILURE,DELAY"));
            }
        }
        if (notices.contains(Notify.NEVER) && notices.size() > 1)
            throw new Refusal(Replies.badArgument("NOTIFY=NEVER stands alone"));
        return notices;
    }

    private static String originalRecipient(String value) throws Refusal {
        int semicolon = value.indexOf(';');
        boolean typed = semicolon > 0
                && semicolon < value.length() - 1
                && isKeyword(Ascii.upper(value.substring(0, semicolon)));
        if (!typed) throw new Refusal(Replies.badArgument("ORCPT=type;address"));
        String type = value.substring(0, semicolon + 1);
        String address = value.substring(semicolon + 1);
        if (!Utf8Address.isTyped(type)) return type + xtext("ORCPT", address, MAX_ORIGINAL_RECIPIENT);
        try {
            if (address.length() <= MAX_ORIGINAL_RECIPIENT)
                return type + Utf8Address.decoded(address.indexOf('+') < 0 ? address : Xtext.decode(address));
        } catch (SyntaxException e) {
            // Told below, in the same words as a value that is too long.
        }
        throw new Refusal(Replies.badArgument("ORCPT=utf-8; needs an address of RFC 6533 section 3"));
    }

    /** Whether a value has characters beyond ASCII, which no command without SMTPUTF8 may have. */
    boolean isInternational() {
        return values.values().stream().anyMatch(value -> value.chars().anyMatch(c -> c > 127));
    }

    private static String xtext(String keyword, String value, int max) throws Refusal {
        try {
            boolean ascii = value.chars().allMatch(c -> c < 128);
            if (ascii && value.length() <= max) return Xtext.decode(value);
        } catch (SyntaxException e) {
            // Told below, in the same words as a value that is too long.
        }
        throw new Refusal(Replies.badArgument(keyword + "= needs xtext of at most " + max + " characters"));
    }
}

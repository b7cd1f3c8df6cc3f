package org.stagepost.mta.bounce;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.stagepost.mail.Address;
import org.stagepost.mail.Ascii;
import org.stagepost.mail.DeliverBy;
import org.stagepost.mail.EnhancedStatus;
import org.stagepost.mail.Recipient;
import org.stagepost.mail.Reply;
import org.stagepost.mail.Utf8Address;
import org.stagepost.message.Dates;
import org.stagepost.message.EncodedWords;
import org.stagepost.mta.bounce.Report.Case;
import org.stagepost.mta.bounce.Report.Kind;

/** The two texts of a report: one to be read by its sender, one by programs (RFC 3464 section 2). */
final class ReportText {
    private static final String END = "\r\n";
    private static final int LONGEST_REPLY = 500;
    private static final int LONGEST_SUBJECT = 80;
    private static final int MOST_CASES = 100;

    private final Report report;
    private final String subject;
    private final String hostname;
    private final ZoneId zone;
    private final boolean international;

    /**
     * @param subject of the message that the report is about, as in its header; may be empty
     * @param international whether characters beyond ASCII may stand in what programs read (RFC 6533 section 4)
     */
    ReportText(Report report, String subject, boolean international, String hostname, ZoneId zone) {
        this.report = report;
        this.subject = subject;
        this.international = international;
        this.hostname = hostname;
        this.zone = zone;
    }

    String subject() {
        return switch (report.kind()) {
            case FAILED -> "Your message could not be delivered";
            case DELAYED -> "Your message is delayed";
            case DELIVERED -> "Your message has been delivered";
            case RELAYED, TRACED -> "Your message has been passed on";
        };
    }

    /** For people: who did not get it, what the other side said, and what that means. */
    String forPeople(Duration triedFor) {
        StringBuilder text = new StringBuilder();
        text.append("This is the mail server ")
                .append(hostname)
                .append(".")
                .append(END)
                .append(END);
        text.append("Your message ")
                .append(subjectOfMessage())
                .append("of ")
                .append(date(report.arrived()))
                .append(' ')
                .append(beginning())
                .append(END);
        int told = Math.min(MOST_CASES, report.cases().size());
        for (Case each : report.cases().subList(0, told)) {
            text.append(END)
                    .append("  ")
                    .append(each.recipient().address())
                    .append(from(each.recipient()))
                    .append(END);
            String who = each.by().isEmpty() ? "" : each.by() + ": ";
            text.append("    ")
                    .append(who)
                    .append(plain(each.reply().toString()))
                    .append(END);
            if (!each.reply().positive())
                text.append("    ")
                        .append(Explanation.of(each.reply(), each.by().isEmpty()))
                        .append(END);
        }
        if (told < report.cases().size())
            text.append(END)
                    .append("  and ")
                    .append(report.cases().size() - told)
                    .append(" more, listed in the next part of this message.")
                    .append(END);
        text.append(END).append(ending(triedFor)).append(END);
        return text.toString();
    }

    /** {@code  (from info@mars.test)} where an alias leads from an address that the sender wrote to one that he did not. */
    private String from(Recipient recipient) {
        String typed = recipient.originalRecipient().orElse("");
        String written = typed.substring(typed.indexOf(';') + 1);
        if (written.isEmpty()
                || Ascii.equalsIgnoreCase(written, recipient.address().toString())) return "";
        return " (from " + (Utf8Address.isTyped(typed) ? utf8(written) : plain(written)) + ")";
    }

    /** {@code "Holidays" } with a blank behind; nothing where there is none, or none that can be shown. */
    private String subjectOfMessage() {
        String shown = EncodedWords.decode(subject).strip();
        if (shown.isEmpty()) return "";
        StringBuilder safe = new StringBuilder();
        shown.codePoints()
                .limit(LONGEST_SUBJECT)
                .map(c -> c >= ' ' && c < 127 && c != '"' || c > 127 && Character.isLetterOrDigit(c) ? c : '?')
                .forEach(safe::appendCodePoint);
        return '"' + safe.toString() + "\" ";
    }

    private String beginning() {
        return switch (report.kind()) {
            case FAILED -> "could not be delivered to:";
            case DELAYED -> "has not yet been delivered to:";
            case DELIVERED -> "has been delivered to:";
            case RELAYED -> "has been passed on to servers that send no reports, for:";
            case TRACED -> "has been passed on to the next server, for:";
        };
    }

    private String ending(Duration triedFor) {
        return switch (report.kind()) {
            case FAILED -> "It will not be tried again. The message, or the beginning of it, is attached.";
            case DELAYED ->
                "You need not do anything: it is tried again and again, until " + date(triedUntil(triedFor)) + "." + END
                        + "You will hear from us if it has not arrived by then.";
            case DELIVERED -> "You asked to be told.";
            case TRACED -> "You have set a time for its delivery, and are told of each server on its way.";
            case RELAYED -> "You asked to be told. More will not be heard of it, unless it comes back.";
        };
    }

    /** For programs: a block about the message, then one a recipient. */
    String forPrograms(Duration triedFor) {
        StringBuilder text = new StringBuilder();
        report.envelope().options().envelopeId().ifPresent(id -> field(text, "Original-Envelope-Id", plain(id)));
        field(text, "Reporting-MTA", "dns; " + hostname);
        field(text, "Arrival-Date", date(report.arrived()));
        report.envelope().options().hold().ifPresent(hold -> field(text, "Future-Release-Request", hold.toString()));
        report.envelope().deadline().ifPresent(deadline -> field(text, "Deliver-By-Date", date(deadline)));
        for (Case each : report.cases()) {
            text.append(END);
            each.recipient().originalRecipient().ifPresent(was -> field(text, "Original-Recipient", original(was)));
            field(text, "Final-Recipient", address(each.recipient().address()));
            field(text, "Action", report.kind().action());
            field(text, "Status", status(each.reply()));
            if (!each.by().isEmpty()) field(text, "Remote-MTA", "dns; " + plain(name(each.by())));
            if (!each.by().isEmpty())
                field(text, "Diagnostic-Code", "smtp; " + plain(each.reply().toString()));
            field(text, "Last-Attempt-Date", date(each.at()));
            if (report.kind() == Kind.DELAYED) field(text, "Will-Retry-Until", date(triedUntil(triedFor)));
        }
        return text.toString();
    }

    /** As long as any message, counted from its release, and what comes back when its time is over not beyond that. */
    private Instant triedUntil(Duration triedFor) {
        Instant end = report.envelope().triedFrom(report.arrived()).plus(triedFor);
        boolean returns =
                report.envelope().options().by().filter(DeliverBy::returns).isPresent();
        return report.envelope()
                .deadline()
                .filter(deadline -> returns && deadline.isBefore(end))
                .orElse(end);
    }

    private static void field(StringBuilder text, String name, String value) {
        text.append(name).append(": ").append(value).append(END);
    }

    /** {@code rfc822;ann@mars.test} with the space that the standard's own examples have. */
    private String original(String typed) {
        int end = typed.indexOf(';');
        return end < 0
                ? "rfc822; " + plain(typed)
                : plain(typed.substring(0, end)) + "; "
                        + (Utf8Address.isTyped(typed)
                                ? utf8(typed.substring(end + 1))
                                : plain(typed.substring(end + 1)));
    }

    /** An address of ours; the type tells whether it has to be read as RFC 6533 section 3 says. */
    private String address(Address address) {
        if (!international && !address.isInternational()) return "rfc822; " + address;
        return "utf-8; " + utf8(address.toString());
    }

    /** Letters stay where the report may hold them, and are escaped where not (RFC 6533 section 3). */
    private String utf8(String text) {
        if (!international) return plain(Utf8Address.xtext(text));
        StringBuilder safe = new StringBuilder();
        text.codePoints()
                .map(c -> c >= ' ' && c < 127 || Character.isLetterOrDigit(c) ? c : '?')
                .forEach(safe::appendCodePoint);
        return safe.toString();
    }

    /** Of {@code mx.venus.test [192.0.2.1]} what RFC 3464 2.3.5 has room for. */
    private static String name(String host) {
        int space = host.indexOf(' ');
        return space < 0 ? host : host.substring(0, space);
    }

    private String status(Reply reply) {
        if (!reply.status().equals(EnhancedStatus.NONE)) return reply.status().toString();
        return switch (report.kind()) {
            case FAILED -> "5.0.0";
            case DELAYED -> "4.0.0";
            case DELIVERED, RELAYED, TRACED -> "2.0.0";
        };
    }

    private String date(Instant moment) {
        return Dates.format(moment.atZone(zone).toOffsetDateTime());
    }

    /** What strangers said, unable to end a line, to leave ASCII, or to fill the report. */
    private static String plain(String text) {
        StringBuilder safe = new StringBuilder();
        for (int i = 0; i < Math.min(text.length(), LONGEST_REPLY); i++) {
            char c = text.charAt(i);
            safe.append(c >= ' ' && c < 127 ? c : '?');
        }
        return safe.toString();
    }
}

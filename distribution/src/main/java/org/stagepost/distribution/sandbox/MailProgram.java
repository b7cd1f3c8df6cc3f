package org.stagepost.distribution.sandbox;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Consumer;

/** What somebody's mail program does: submits by SMTP, reads by POP3 and by IMAP, always with STARTTLS and a login. */
public final class MailProgram {
    private final Person person;
    private final Consumer<String> told;

    /** @param told each line of the dialogues, secrets blanked */
    public MailProgram(Person person, Consumer<String> told) {
        this.person = person;
        this.told = told;
    }

    /**
     * Submits a message (RFC 6409).
     *
     * @param lines of the message
     * @return the server's reply to it
     */
    public String submit(InetSocketAddress server, List<String> recipients, List<String> lines) throws IOException {
        try (Talk talk = new Talk(server, told)) {
            expect("220", reply(talk));
            command(talk, "EHLO laptop." + person.domain(), "250");
            command(talk, "STARTTLS", "220");
            told.accept("   (" + talk.startTls() + " from here on)");
            command(talk, "EHLO laptop." + person.domain(), "250");
            talk.sayAs("AUTH PLAIN " + base64("\0" + person.address() + "\0" + person.password()), "AUTH PLAIN ****");
            expect("235", reply(talk));
            command(talk, "MAIL FROM:<" + person.address() + ">", "250");
            for (String recipient : recipients) command(talk, "RCPT TO:<" + recipient + ">", "250");
            command(talk, "DATA", "354");
            for (String line : lines) talk.say(line.startsWith(".") ? "." + line : line);
            String queued = command(talk, ".", "250");
            command(talk, "QUIT", "221");
            return queued;
        }
    }

    /** All messages of the inbox, by POP3 (RFC 1939); they stay there. */
    public List<String> readByPop3(InetSocketAddress server) throws IOException {
        try (Talk talk = new Talk(server, told)) {
            expect("+OK", talk.hear());
            said(talk, "STLS");
            talk.startTls();
            said(talk, "USER " + person.address());
            talk.sayAs("PASS " + person.password(), "PASS ****");
            expect("+OK", talk.hear());
            int count = Integer.parseInt(said(talk, "STAT").split(" ")[1]);
            List<String> messages = new ArrayList<>();
            for (int number = 1; number <= count; number++) {
                said(talk, "RETR " + number);
                messages.add(body(talk));
            }
            said(talk, "QUIT");
            return messages;
        }
    }

    /** All messages of the inbox, by IMAP (RFC 3501); they stay unseen. */
    public List<String> readByImap(InetSocketAddress server) throws IOException {
        try (Talk talk = new Talk(server, told)) {
            expect("* OK", talk.hear());
            talk.say("a STARTTLS");
            tagged(talk, "a");
            talk.startTls();
            talk.sayAs(
                    "b LOGIN " + person.address() + " " + person.password(), "b LOGIN " + person.address() + " ****");
            tagged(talk, "b");
            talk.say("c EXAMINE INBOX");
            tagged(talk, "c");
            talk.say("d FETCH 1:* (BODY.PEEK[])");
            List<String> messages = tagged(talk, "d");
            talk.say("e LOGOUT");
            tagged(talk, "e");
            return messages;
        }
    }

    private static String command(Talk talk, String line, String expected) throws IOException {
        talk.say(line);
        return expect(expected, reply(talk));
    }

    /** The last line of a reply; the others end their code with a hyphen (RFC 5321 4.2.1). */
    private static String reply(Talk talk) throws IOException {
        String line = talk.hear();
        while (line.length() > 3 && line.charAt(3) == '-') line = talk.hear();
        return line;
    }

    private static String said(Talk talk, String line) throws IOException {
        talk.say(line);
        return expect("+OK", talk.hear());
    }

    private static String body(Talk talk) throws IOException {
        StringBuilder body = new StringBuilder();
        for (String line = talk.line(); !line.equals("."); line = talk.line())
            body.append(line.startsWith(".") ? line.substring(1) : line).append("\r\n");
        return body.toString();
    }

    /** Hears to the end of a command; returns the literals that came (RFC 3501 section 4.3). */
    private static List<String> tagged(Talk talk, String tag) throws IOException {
        List<String> literals = new ArrayList<>();
        while (true) {
            String line = talk.hear();
            if (line.startsWith(tag + " ")) {
                expect(tag + " OK", line);
                return literals;
            }
            int brace = line.lastIndexOf('{');
            if (!line.endsWith("}") || brace < 0) continue;
            int octets = Integer.parseInt(line.substring(brace + 1, line.length() - 1));
            literals.add(new String(talk.octets(octets), StandardCharsets.UTF_8));
        }
    }

    private static String expect(String start, String heard) throws IOException {
        if (heard.startsWith(start)) return heard;
        throw new IOException("the server should have said " + start + ", and said " + heard);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}

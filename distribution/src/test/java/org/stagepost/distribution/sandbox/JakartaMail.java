package org.stagepost.distribution.sandbox;

import jakarta.mail.Flags;
import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Store;
import jakarta.mail.Transport;
import jakarta.mail.UIDFolder;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.Callable;
import org.eclipse.angus.mail.pop3.POP3Folder;

/** A mail program that is not ours: jakarta.mail, over TLS, with a login. */
final class JakartaMail {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Organisation organisation;
    private final Ports ports;
    private final Person person;

    JakartaMail(Organisation organisation, Ports ports, String name) {
        this.organisation = organisation;
        this.ports = ports;
        this.person = organisation.person(name);
    }

    /** How TLS begins. */
    enum Tls {
        STARTTLS,
        FROM_THE_FIRST_OCTET
    }

    void submit(Tls tls, String subject, String text, String... recipients) throws MessagingException {
        String protocol = tls == Tls.STARTTLS ? "smtp" : "smtps";
        Session session = session(protocol, tls);
        MimeMessage message = new MimeMessage(session);
        message.setFrom(new InternetAddress(person.address()));
        for (String recipient : recipients)
            message.addRecipient(Message.RecipientType.TO, new InternetAddress(recipient));
        message.setSubject(subject, "UTF-8");
        message.setText(text, "UTF-8");
        message.saveChanges();
        try (Transport transport = session.getTransport(protocol)) {
            int port = tls == Tls.STARTTLS ? ports.submission() : ports.submissions();
            transport.connect(organisation.address().getHostAddress(), port, person.address(), person.password());
            transport.sendMessage(message, message.getAllRecipients());
        }
    }

    /** The inbox by IMAP, each message as its octets are. */
    List<String> imap(Tls tls) throws MessagingException, IOException {
        return tls == Tls.STARTTLS ? read("imap", tls, ports.imap()) : read("imaps", tls, ports.imaps());
    }

    /** The inbox by POP3, each message as its octets are. */
    List<String> pop3(Tls tls) throws MessagingException, IOException {
        return tls == Tls.STARTTLS ? read("pop3", tls, ports.pop3()) : read("pop3s", tls, ports.pop3s());
    }

    /** Looks by IMAP until so many messages are there. */
    List<String> await(int count) throws MessagingException, IOException, InterruptedException {
        long until = System.nanoTime() + PATIENCE.toNanos();
        List<String> inbox = imap(Tls.FROM_THE_FIRST_OCTET);
        while (inbox.size() < count && System.nanoTime() < until) {
            Thread.sleep(50);
            inbox = imap(Tls.FROM_THE_FIRST_OCTET);
        }
        return inbox;
    }

    /** The UIDs of the inbox. */
    List<Long> uids() throws MessagingException {
        try (Inbox inbox = inbox()) {
            List<Long> uids = new ArrayList<>();
            for (Message message : inbox.folder().getMessages()) uids.add(((UIDFolder) inbox.folder()).getUID(message));
            return uids;
        }
    }

    /** What POP3 calls the messages of the inbox. */
    List<String> uidls() throws MessagingException {
        try (Inbox inbox = open("pop3s", ports.pop3s(), Folder.READ_ONLY)) {
            POP3Folder folder = (POP3Folder) inbox.folder();
            List<String> names = new ArrayList<>();
            for (Message message : folder.getMessages()) names.add(folder.getUID(message));
            return names;
        }
    }

    void deleteByPop3(String uidl) throws MessagingException {
        try (Inbox inbox = open("pop3s", ports.pop3s(), Folder.READ_WRITE)) {
            POP3Folder folder = (POP3Folder) inbox.folder();
            for (Message message : folder.getMessages())
                if (folder.getUID(message).equals(uidl)) message.setFlag(Flags.Flag.DELETED, true);
            folder.close(true);
        }
    }

    /** The inbox, open by IMAP. */
    Inbox inbox() throws MessagingException {
        return open("imaps", ports.imaps(), Folder.READ_ONLY);
    }

    private Inbox open(String protocol, int port, int mode) throws MessagingException {
        Store store = session(protocol, Tls.FROM_THE_FIRST_OCTET).getStore(protocol);
        store.connect(organisation.address().getHostAddress(), port, person.address(), person.password());
        Folder folder = store.getFolder("INBOX");
        folder.open(mode);
        return new Inbox(store, folder);
    }

    /** A session that has the inbox open. */
    record Inbox(Store store, Folder folder) implements AutoCloseable {
        @Override
        public void close() throws MessagingException {
            store.close();
        }
    }

    /** Looks until it is so. */
    static void until(Callable<Boolean> so) throws Exception {
        until(PATIENCE, so);
    }

    static void until(Duration patience, Callable<Boolean> so) throws Exception {
        long until = System.nanoTime() + patience.toNanos();
        while (!so.call()) {
            if (System.nanoTime() > until) throw new AssertionError("it did not become so within " + patience);
            Thread.sleep(50);
        }
    }

    private List<String> read(String protocol, Tls tls, int port) throws MessagingException, IOException {
        try (Store store = session(protocol, tls).getStore(protocol)) {
            store.connect(organisation.address().getHostAddress(), port, person.address(), person.password());
            try (Folder inbox = store.getFolder("INBOX")) {
                inbox.open(Folder.READ_ONLY);
                List<String> messages = new ArrayList<>();
                for (Message message : inbox.getMessages()) {
                    ByteArrayOutputStream octets = new ByteArrayOutputStream();
                    message.writeTo(octets);
                    messages.add(octets.toString(StandardCharsets.UTF_8));
                }
                return messages;
            }
        }
    }

    private static Session session(String protocol, Tls tls) {
        Properties properties = new Properties();
        String prefix = "mail." + protocol + ".";
        properties.put(prefix + "starttls.enable", String.valueOf(tls == Tls.STARTTLS));
        properties.put(prefix + "starttls.required", String.valueOf(tls == Tls.STARTTLS));
        properties.put(prefix + "ssl.trust", "*");
        properties.put(prefix + "ssl.checkserveridentity", "false");
        properties.put(prefix + "auth", "true");
        properties.put(prefix + "timeout", "20000");
        properties.put(prefix + "connectiontimeout", "20000");
        return Session.getInstance(properties);
    }
}

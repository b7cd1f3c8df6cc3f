package org.stagepost.imap;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.Flags;
import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.Session;
import jakarta.mail.UIDFolder;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.search.BodyTerm;
import jakarta.mail.search.SubjectTerm;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Properties;
import org.eclipse.angus.mail.imap.AppendUID;
import org.eclipse.angus.mail.imap.IMAPFolder;
import org.eclipse.angus.mail.imap.IMAPStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stagepost.sasl.Mechanisms.InClear;

/** A client that is not ours, over TLS. */
class JakartaMailTest {
    @TempDir
    Path folder;

    private TestServer server;
    private IMAPStore store;

    @BeforeEach
    void start() throws Exception {
        MemoryStore memory = new MemoryStore();
        Fixtures.fill(memory);
        server = new TestServer(memory, folder, InClear.NOWHERE);
        Properties properties = new Properties();
        properties.setProperty("mail.imap.starttls.enable", "true");
        properties.setProperty("mail.imap.starttls.required", "true");
        properties.setProperty("mail.imap.ssl.trust", "*");
        properties.setProperty("mail.imap.ssl.checkserveridentity", "false");
        store = (IMAPStore) Session.getInstance(properties).getStore("imap");
        store.connect("127.0.0.1", server.address().getPort(), "ann@example.org", "pass");
    }

    @AfterEach
    void stop() throws Exception {
        store.close();
        server.close();
    }

    private IMAPFolder open(String name) throws Exception {
        IMAPFolder opened = (IMAPFolder) store.getFolder(name);
        opened.open(Folder.READ_WRITE);
        return opened;
    }

    @Test
    void foldersAreListed() throws Exception {
        assertThat(Arrays.stream(store.getDefaultFolder().list("*")).map(Folder::getName))
                .containsExactly("Archive", "Drafts", "INBOX", "Junk", "Sent", "Trash");
        assertThat(((IMAPFolder) store.getFolder("Sent")).getAttributes()).contains("\\Sent");
        assertThat(store.getPersonalNamespaces()).hasSize(1);
    }

    @Test
    void envelopesAndStructuresAreRead() throws Exception {
        IMAPFolder inbox = open("INBOX");
        Message mixed = inbox.getMessage(2);
        assertThat(mixed.getSubject()).isEqualTo("Gr\u00fc\u00dfe aus K\u00f6ln");
        assertThat(((InternetAddress) mixed.getFrom()[0]).getPersonal()).isEqualTo("Carol \"C.\" Meyer");
        MimeMultipart parts = (MimeMultipart) mixed.getContent();
        MimeMultipart alternatives = (MimeMultipart) parts.getBodyPart(0).getContent();
        assertThat((String) alternatives.getBodyPart(0).getContent()).startsWith("Sch\u00f6ne Gr\u00fc\u00dfe!");
        assertThat(parts.getBodyPart(1).getFileName()).isEqualTo("plan.pdf");
        assertThat(parts.getBodyPart(1).getInputStream().readAllBytes())
                .asString()
                .isEqualTo("hello");
        MimeMultipart forward = (MimeMultipart) inbox.getMessage(3).getContent();
        Message inner = (Message) forward.getBodyPart(1).getContent();
        assertThat(inner.getSubject()).isEqualTo("Lunch");
    }

    @Test
    void messagesComeOctetForOctet() throws Exception {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        open("INBOX").getMessage(2).writeTo(octets);
        assertThat(octets.toByteArray()).isEqualTo(Fixtures.octets("2-mixed.eml"));
    }

    @Test
    void flagsAndSearchesWork() throws Exception {
        IMAPFolder inbox = open("INBOX");
        inbox.getMessage(1).setFlag(Flags.Flag.FLAGGED, true);
        assertThat(inbox.getMessage(1).isSet(Flags.Flag.FLAGGED)).isTrue();
        assertThat(inbox.search(new SubjectTerm("GR\u00dc\u00dfE"))).hasSize(1);
        assertThat(inbox.search(new BodyTerm("dumplings"))).hasSize(1);
        inbox.getMessage(1).setFlag(Flags.Flag.DELETED, true);
        assertThat(inbox.expunge()).hasSize(1);
        assertThat(inbox.getMessageCount()).isEqualTo(2);
    }

    @Test
    void uidsOfAppendedAndMovedMessagesAreTold() throws Exception {
        IMAPFolder inbox = open("INBOX");
        IMAPFolder trash = open("Trash");
        MimeMessage message = new MimeMessage(Session.getInstance(new Properties()));
        message.setSubject("\u00c4pfel");
        message.setText("rot");
        AppendUID[] appended = trash.appendUIDMessages(new Message[] {message});
        assertThat(appended[0].uid).isEqualTo(1);
        AppendUID[] moved = inbox.moveUIDMessages(new Message[] {inbox.getMessage(1)}, trash);
        assertThat(moved[0].uid).isEqualTo(2);
        assertThat(((UIDFolder) trash).getMessageByUID(1).getSubject()).isEqualTo("\u00c4pfel");
        assertThat(store.getFolder("INBOX").getMessageCount()).isEqualTo(2);
    }
}

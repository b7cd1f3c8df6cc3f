package org.stagepost.imap;

import java.util.ArrayList;
import java.util.List;
import org.stagepost.sasl.Channel;
import org.stagepost.sasl.Mechanisms;

/** What this server can do beyond nothing, each with the word that CAPABILITY has for it (RFC 3501 7.2.1). */
enum Extension {
    /** RFC 3501. */
    IMAP4REV1("IMAP4rev1"),
    /** RFC 7888: literals that the client does not wait with. */
    LITERAL_PLUS("LITERAL+"),
    /** RFC 4959: the first response of an exchange comes with AUTHENTICATE. */
    SASL_IR("SASL-IR"),
    /** RFC 2971. */
    ID("ID"),
    /** RFC 2177. */
    IDLE("IDLE"),
    /** RFC 2342. */
    NAMESPACE("NAMESPACE"),
    /** RFC 4315: UIDs of what was appended and copied, and UID EXPUNGE. */
    UIDPLUS("UIDPLUS"),
    /** RFC 3691. */
    UNSELECT("UNSELECT"),
    /** RFC 3348: whether a mailbox has others below it. */
    CHILDREN("CHILDREN"),
    /** RFC 6851. */
    MOVE("MOVE"),
    /** RFC 5258. */
    LIST_EXTENDED("LIST-EXTENDED"),
    /** RFC 5819. */
    LIST_STATUS("LIST-STATUS"),
    /** RFC 6154: which mailbox is for drafts, sent mail and so on. */
    SPECIAL_USE("SPECIAL-USE");

    private final String word;

    Extension(String word) {
        this.word = word;
    }

    /** All words for a connection as it is now: STARTTLS while it is to be had, LOGINDISABLED where it is. */
    static String words(Mechanisms mechanisms, Channel channel) {
        List<String> words = new ArrayList<>();
        for (Extension extension : values()) words.add(extension.word);
        if (!channel.encrypted()) words.add("STARTTLS");
        if (!mechanisms.loginAllowed(channel)) words.add("LOGINDISABLED");
        for (String mechanism : mechanisms.offered(channel)) words.add("AUTH=" + mechanism);
        return String.join(" ", words);
    }
}

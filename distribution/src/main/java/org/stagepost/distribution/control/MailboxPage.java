package org.stagepost.distribution.control;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.stagepost.mailstore.Mailbox;
import org.stagepost.mailstore.MailboxName;
import org.stagepost.mailstore.Mailboxes;
import org.stagepost.mailstore.Messages;
import org.stagepost.mailstore.StoreException;
import org.stagepost.mailstore.Usage;
import org.stagepost.mailstore.tool.Choice;

/** What is in an account's mailboxes, as a table for people or as JSON for programs. */
record MailboxPage(Mailboxes account) {
    private static final String LINE = "%-30s %9s %9s %14s %11s %10s";

    String json() throws StoreException {
        Usage usage = account.usage();
        Map<String, Object> page = new LinkedHashMap<>();
        page.put("mailboxes", rows());
        if (usage.quota().octets() < Long.MAX_VALUE)
            page.put(
                    "quota",
                    Map.of("octets", usage.octets(), "of", usage.quota().octets()));
        if (usage.quota().messages() < Long.MAX_VALUE)
            page.put(
                    "quota-messages",
                    Map.of("messages", usage.messages(), "of", usage.quota().messages()));
        return Json.of(page);
    }

    List<String> lines() throws StoreException {
        List<String> lines = new ArrayList<>();
        lines.add(LINE.formatted("mailbox", "messages", "unseen", "octets", "uidvalidity", "uidnext"));
        for (Map<String, Object> row : rows())
            lines.add(LINE.formatted(
                    row.get("name"),
                    row.get("messages"),
                    row.get("unseen"),
                    row.get("octets"),
                    row.get("uidvalidity"),
                    row.get("uidnext")));
        Usage usage = account.usage();
        if (usage.quota().octets() < Long.MAX_VALUE)
            lines.add("quota: " + usage.octets() + " of " + usage.quota().octets() + " octets");
        if (usage.quota().messages() < Long.MAX_VALUE)
            lines.add("quota: " + usage.messages() + " of " + usage.quota().messages() + " messages");
        return lines;
    }

    private List<Map<String, Object>> rows() throws StoreException {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (MailboxName name : Choice.of(account, List.of())) rows.add(row(name));
        return rows;
    }

    private Map<String, Object> row(MailboxName name) throws StoreException {
        try (Mailbox mailbox = account.open(name)) {
            Messages messages = mailbox.messages();
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("name", name.toString());
            row.put("messages", messages.size());
            row.put("unseen", messages.unseen());
            row.put("octets", messages.totalOctets());
            row.put("uidvalidity", mailbox.uidValidity());
            row.put("uidnext", messages.uidNext());
            row.put("highestmodseq", messages.highestModSeq());
            row.put("id", mailbox.id());
            return row;
        }
    }
}

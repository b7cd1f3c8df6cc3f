package org.stagepost.mta.queue;

import java.util.ArrayList;
import java.util.List;
import org.stagepost.mail.Ascii;
import org.stagepost.mail.Recipient;

/**
 * Which messages an operator means, and which of their recipients; what is empty says nothing.
 *
 * @param names of files, or the ids that these begin with
 * @param from a sender's address or domain, or {@code <>}
 * @param to a recipient's address or domain
 */
public record Selection(List<String> names, String from, String to) {
    public static final Selection ALL = new Selection(List.of(), "", "");

    public Selection {
        names = List.copyOf(names);
    }

    public static Selection of(String name) {
        return new Selection(List.of(name), "", "");
    }

    /** Of the names of all files those that may be meant, the oldest first. */
    public List<String> among(List<String> all) {
        return all.stream().filter(this::isNamed).sorted().toList();
    }

    private boolean isNamed(String file) {
        return names.isEmpty()
                || names.stream()
                        .map(Ascii::upper)
                        .anyMatch(name -> file.equals(name) || file.startsWith(name + "-") && name.indexOf('-') < 0);
    }

    /** The names that no file has. */
    public List<String> missing(List<String> all) {
        List<String> missing = new ArrayList<>();
        for (String name : names) if (of(name).among(all).isEmpty()) missing.add(name);
        return missing;
    }

    /** Which of these recipients of a message are meant. */
    public List<Recipient> among(QueueEntry entry, List<Recipient> recipients) {
        if (!from.isEmpty() && !isAt(entry.envelope().from().toString(), from)) return List.of();
        return recipients.stream()
                .filter(recipient -> to.isEmpty() || isAt(recipient.toString(), to))
                .toList();
    }

    private static boolean isAt(String address, String wanted) {
        if (wanted.equals("<>")) return address.isEmpty();
        String folded = Ascii.lower(address);
        String part = Ascii.lower(wanted.startsWith("@") ? wanted.substring(1) : wanted);
        return part.indexOf('@') > 0 ? folded.equals(part) : folded.endsWith("@" + part);
    }
}

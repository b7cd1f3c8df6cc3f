package org.stagepost.distribution.control;

import java.util.ArrayList;
import java.util.List;
import org.stagepost.mail.SyntaxException;
import org.stagepost.mta.queue.Selection;
import org.stagepost.mta.route.Routes;

/**
 * An order about the queue as the words that go over the control socket: {@code queue}, what to do, then words that name
 * their own meaning, {@code id=...}, {@code to=...}, {@code why=...}.
 *
 * @param by who orders
 * @param json whether the answer is for programs
 */
public record QueueWords(String duty, Selection selection, String by, String why, String hop, boolean json) {
    /** As it is sent. */
    public List<String> words() {
        List<String> words = new ArrayList<>(List.of("queue", duty));
        selection.names().forEach(name -> words.add("id=" + name));
        words.add("from=" + selection.from());
        words.add("to=" + selection.to());
        words.add("by=" + by);
        words.add("why=" + why);
        words.add("hop=" + hop);
        if (json) words.add("json=yes");
        return words;
    }

    static QueueWords parse(List<String> words) throws SyntaxException {
        if (words.size() < 2) throw new SyntaxException("what about the queue?");
        List<String> names = new ArrayList<>();
        String from = "";
        String to = "";
        String by = "";
        String why = "";
        String hop = "";
        boolean json = false;
        for (String word : words.subList(2, words.size())) {
            String value = word.substring(word.indexOf('=') + 1);
            switch (word.substring(0, Math.max(0, word.indexOf('=')))) {
                case "id" -> names.add(value);
                case "from" -> from = value;
                case "to" -> to = value;
                case "by" -> by = value;
                case "why" -> why = value;
                case "hop" -> hop = value;
                case "json" -> json = true;
                default -> throw new SyntaxException(word + " says nothing about the queue");
            }
        }
        if (words.get(1).equals("reroute") && !Routes.namesSmartHost(hop)) Routes.parse(hop);
        return new QueueWords(words.get(1), new Selection(names, from, to), by, why, hop, json);
    }
}

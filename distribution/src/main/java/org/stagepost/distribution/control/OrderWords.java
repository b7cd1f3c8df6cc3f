package org.stagepost.distribution.control;

import java.util.ArrayList;
import java.util.List;
import org.stagepost.mail.Address;
import org.stagepost.mail.Domain;
import org.stagepost.mail.SyntaxException;

/** What the words of an order about the directory name, and complaints that say which word is wrong. */
final class OrderWords {
    private OrderWords() {}

    static List<Address> addresses(List<String> texts) throws SyntaxException {
        List<Address> addresses = new ArrayList<>();
        for (String text : texts) addresses.add(address(text));
        return addresses;
    }

    static Address address(String text) throws SyntaxException {
        try {
            return Address.parse(text);
        } catch (SyntaxException e) {
            throw new SyntaxException(text + ": " + e.getMessage());
        }
    }

    /** An address, or {@code @domain} for what stands for all of that domain. */
    static Address addressOrRest(String text) throws SyntaxException {
        return address(text.startsWith("@") ? "*" + text : text);
    }

    static Domain domain(String text) throws SyntaxException {
        try {
            return Domain.of(text);
        } catch (SyntaxException e) {
            throw new SyntaxException(text + ": " + e.getMessage());
        }
    }

    static String first(List<String> objects, String what) throws SyntaxException {
        return word(objects, 0, what);
    }

    static String second(List<String> objects, String what) throws SyntaxException {
        return word(objects, 1, what);
    }

    static String third(List<String> objects, String what) throws SyntaxException {
        return word(objects, 2, what);
    }

    private static String word(List<String> objects, int at, String what) throws SyntaxException {
        if (objects.size() <= at) throw new SyntaxException(what + " is missing");
        return objects.get(at);
    }

    static SyntaxException unknown(String duty) {
        return new SyntaxException("there is nothing called " + duty + " to do");
    }
}

package org.stagepost.distribution.control;

import java.util.ArrayList;
import java.util.List;
import org.stagepost.directory.DirectoryException;
import org.stagepost.directory.JdbcDirectory;
import org.stagepost.mail.Address;
import org.stagepost.mail.SyntaxException;

/** Orders about aliases: one or several who have an address together, and {@code @domain}, those who get all the rest. */
final class AliasOrders {
    private final JdbcDirectory directory;

    AliasOrders(JdbcDirectory directory) {
        this.directory = directory;
    }

    List<String> answer(String duty, List<String> objects) throws DirectoryException, SyntaxException {
        if (duty.equals("list")) return aliases();
        Address alias = OrderWords.addressOrRest(OrderWords.first(objects, "an address"));
        List<Address> targets = OrderWords.addresses(objects.subList(1, objects.size()));
        switch (duty) {
            case "add" -> directory.addAlias(alias, targets);
            case "expand" -> {
                List<Address> people = directory.expand(alias);
                if (people.isEmpty()) throw new DirectoryException("mail for " + alias + " is not taken here");
                return people.stream().map(Address::toString).toList();
            }
            case "remove" -> directory.removeAlias(alias, targets);
            default -> throw OrderWords.unknown(duty);
        }
        return List.of();
    }

    private List<String> aliases() {
        List<String> lines = new ArrayList<>();
        directory.aliases().forEach((alias, targets) -> {
            List<String> to = targets.stream().map(Address::toString).toList();
            lines.add(alias + " → " + String.join(", ", to));
        });
        return lines;
    }
}

package org.stagepost.distribution.control;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.stagepost.directory.DirectoryException;
import org.stagepost.directory.JdbcDirectory;
import org.stagepost.mail.Address;
import org.stagepost.mail.SyntaxException;

/** Orders about the addresses that an account may send as beside those that lead to it. */
final class SendAsOrders {
    private final JdbcDirectory directory;

    SendAsOrders(JdbcDirectory directory) {
        this.directory = directory;
    }

    List<String> answer(String duty, List<String> objects) throws DirectoryException, SyntaxException {
        if (duty.equals("list")) return list();
        Address account = OrderWords.address(OrderWords.first(objects, "an account"));
        List<Address> granted = granted(objects.subList(1, objects.size()));
        switch (duty) {
            case "add" -> {
                if (granted.isEmpty()) throw new SyntaxException("an address is missing");
                directory.grant(account, granted);
            }
            case "remove" -> directory.revoke(account, granted);
            default -> throw OrderWords.unknown(duty);
        }
        return List.of();
    }

    private static List<Address> granted(List<String> texts) throws SyntaxException {
        List<Address> granted = new ArrayList<>();
        for (String text : texts) granted.add(OrderWords.addressOrRest(text));
        return granted;
    }

    private List<String> list() {
        List<String> lines = new ArrayList<>();
        for (Map.Entry<Address, Set<Address>> each : directory.granted().entrySet()) {
            List<String> addresses =
                    each.getValue().stream().map(Address::toString).toList();
            lines.add(each.getKey() + " as " + String.join(", ", addresses));
        }
        return lines;
    }
}

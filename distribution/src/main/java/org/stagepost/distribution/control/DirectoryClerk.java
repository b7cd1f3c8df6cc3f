package org.stagepost.distribution.control;

import jakarta.inject.Inject;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.stagepost.directory.Account;
import org.stagepost.directory.AccountMail.Kept;
import org.stagepost.directory.Device;
import org.stagepost.directory.DirectoryException;
import org.stagepost.directory.JdbcDirectory;
import org.stagepost.distribution.AccountQuotas;
import org.stagepost.mail.Address;
import org.stagepost.mail.Domain;
import org.stagepost.mail.SyntaxException;
import org.stagepost.sasl.Legacy;

/**
 * Knows who lives here: orders about a {@code domain}, an {@code account}, an {@code alias}, an {@code app-password}, or whom
 * somebody may {@code send-as}.
 */
public final class DirectoryClerk implements Clerk {
    private static final Set<String> DUTIES = Set.of("domain", "account", "alias", "send-as", "app-password");

    private static final DateTimeFormatter HOUR =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final JdbcDirectory directory;
    private final AliasOrders aliases;
    private final SendAsOrders sendAs;

    @Inject
    public DirectoryClerk(JdbcDirectory directory) {
        this.directory = directory;
        this.aliases = new AliasOrders(directory);
        this.sendAs = new SendAsOrders(directory);
    }

    @Override
    public boolean knows(String duty) {
        return DUTIES.contains(duty);
    }

    @Override
    public List<String> answer(List<String> order) throws RefusedException {
        if (order.size() < 2) throw new RefusedException("what about the " + order.get(0) + "?");
        List<String> objects = order.subList(2, order.size());
        try {
            return switch (order.get(0)) {
                case "domain" -> domain(order.get(1), objects);
                case "account" -> account(order.get(1), objects);
                case "app-password" -> appPassword(order.get(1), objects);
                case "send-as" -> sendAs.answer(order.get(1), objects);
                default -> aliases.answer(order.get(1), objects);
            };
        } catch (DirectoryException | SyntaxException e) {
            throw new RefusedException(String.valueOf(e.getMessage()), e);
        }
    }

    private List<String> domain(String duty, List<String> objects) throws DirectoryException, SyntaxException {
        if (duty.equals("list"))
            return directory.domains().stream().map(Domain::unicode).toList();
        Domain domain = OrderWords.domain(OrderWords.first(objects, "a domain"));
        switch (duty) {
            case "add" -> directory.addDomain(domain);
            case "remove" -> directory.removeDomain(domain);
            default -> throw OrderWords.unknown(duty);
        }
        return List.of();
    }

    private List<String> account(String duty, List<String> objects) throws DirectoryException, SyntaxException {
        if (duty.equals("list"))
            return directory.accounts().stream().map(DirectoryClerk::line).toList();
        if (duty.equals("add")) return add(objects);
        Address address = OrderWords.address(OrderWords.first(objects, "an address"));
        switch (duty) {
            case "passwd" -> directory.changePassword(address, OrderWords.second(objects, "a password"));
            case "legacy" -> {
                return legacy(address, objects.subList(1, objects.size()));
            }
            case "set" -> set(address, OrderWords.second(objects, "a name"), OrderWords.third(objects, "a value"));
            case "unset" -> directory.unset(address, OrderWords.second(objects, "a name"));
            case "show" -> {
                return show(address);
            }
            case "disable" -> directory.disable(address);
            case "enable" -> directory.enable(address);
            case "rename" ->
                directory.rename(address, OrderWords.address(OrderWords.second(objects, "the new address")));
            case "remove" -> {
                return directory
                        .removeAccount(address)
                        .map(kept -> List.of("its mail is kept in " + kept.folder() + until(kept)))
                        .orElse(List.of());
            }
            default -> throw OrderWords.unknown(duty);
        }
        return List.of();
    }

    private void set(Address address, String name, String value) throws DirectoryException, SyntaxException {
        try {
            check(name, value);
        } catch (SyntaxException e) {
            throw new SyntaxException(name + " = " + value + ": " + e.getMessage());
        }
        directory.set(address, name, value);
    }

    private static void check(String name, String value) throws SyntaxException {
        switch (name) {
            case AccountQuotas.OCTETS -> AccountQuotas.octets(value);
            case AccountQuotas.MESSAGES -> AccountQuotas.messages(value);
            default ->
                throw new SyntaxException("there are " + AccountQuotas.OCTETS + " and " + AccountQuotas.MESSAGES);
        }
    }

    private List<String> show(Address address) throws DirectoryException {
        List<String> lines = new ArrayList<>();
        directory.settings(address).forEach((name, value) -> lines.add(name + " = " + value));
        return lines;
    }

    /** Allows exactly these mechanisms; tells what is still to be done. */
    private List<String> legacy(Address address, List<String> names) throws DirectoryException, SyntaxException {
        Set<Legacy> mechanisms = EnumSet.noneOf(Legacy.class);
        for (String name : names) if (!name.equals("none")) mechanisms.add(Legacy.parse(name));
        if (!names.isEmpty()) directory.allow(address, mechanisms);
        List<String> lines = new ArrayList<>();
        directory
                .allowed(address)
                .forEach((mechanism, stored) ->
                        lines.add(mechanism + (stored ? "" : "  works once the password is set again")));
        return lines;
    }

    /** The password, and whoever gets it. */
    private List<String> add(List<String> objects) throws DirectoryException, SyntaxException {
        String password = OrderWords.first(objects, "a password");
        List<String> texts = objects.subList(1, objects.size());
        if (texts.isEmpty()) throw new SyntaxException("an address is missing");
        try {
            directory.addAccounts(OrderWords.addresses(texts), password);
            return List.of();
        } catch (DirectoryException | SyntaxException e) {
            if (texts.size() == 1) throw e;
            throw new DirectoryException(e.getMessage() + "; none of the " + texts.size() + " was added", e);
        }
    }

    private List<String> appPassword(String duty, List<String> objects) throws DirectoryException, SyntaxException {
        Address address = OrderWords.address(OrderWords.first(objects, "an address"));
        switch (duty) {
            case "list" -> {
                return directory.devices(address).stream()
                        .map(DirectoryClerk::line)
                        .toList();
            }
            case "add" -> {
                return List.of(directory.addAppPassword(address, OrderWords.second(objects, "the name of the device")));
            }
            case "remove" -> directory.removeAppPassword(address, OrderWords.second(objects, "the name of the device"));
            default -> throw OrderWords.unknown(duty);
        }
        return List.of();
    }

    private static String until(Kept kept) {
        return kept.until()
                .map(end -> " until " + LocalDate.ofInstant(end, ZoneOffset.UTC) + ", then it is deleted")
                .orElse(" until you delete it");
    }

    private static String line(Account account) {
        return account.address() + (account.enabled() ? "" : "  disabled");
    }

    private static String line(Device device) {
        String used =
                device.used().map(DirectoryClerk::hour).map(at -> "used " + at).orElse("never used");
        return device.name() + "  made " + LocalDate.ofInstant(device.created(), ZoneOffset.UTC) + "  " + used;
    }

    private static String hour(Instant moment) {
        return HOUR.format(moment);
    }
}

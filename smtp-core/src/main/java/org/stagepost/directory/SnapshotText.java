package org.stagepost.directory;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.stagepost.directory.Snapshot.Entry;
import org.stagepost.mail.Address;
import org.stagepost.mail.Ascii;
import org.stagepost.mail.Domain;
import org.stagepost.mail.SyntaxException;
import org.stagepost.sasl.Base64Text;
import org.stagepost.sasl.Legacy;
import org.stagepost.sasl.Precis;

/**
 * A snapshot as text in UTF-8, one line an entry, fields separated by tabs:
 *
 * <pre>
 * stagepost-directory   1          the version of this form
 * generation            17
 * secret                base64
 * domain                example.org                        the primary one first
 * account               ann@example.org  enabled  $argon2id$...  SCRAM-SHA-256$...
 * app-password          ann@example.org  0123456789abcdef  phone  2026-01-01T00:00:00Z  digest  SCRAM-SHA-256$...
 * legacy                ann@example.org  CRAM-MD5  base64 or nothing
 * send-as               ann@example.org  info@example.org
 * setting               ann@example.org  quota  2G
 * alias                 sales@example.org  ann@example.org  bob@example.net
 * end                   7          sha-256 of everything before this line, in hexadecimal
 * </pre>
 *
 * The last line makes a cut or changed file visible: such a file is never served.
 */
final class SnapshotText {
    private static final String FIRST = "stagepost-directory\t1\n";

    private long generation;
    private byte[] secret = new byte[0];
    private final List<Domain> domains = new ArrayList<>();
    private final List<Entry> accounts = new ArrayList<>();
    private final Map<Address, List<Address>> aliases = new LinkedHashMap<>();

    private SnapshotText() {}

    static byte[] write(Snapshot snapshot) {
        StringBuilder text = new StringBuilder(FIRST);
        line(text, "generation", String.valueOf(snapshot.generation()));
        line(text, "secret", Base64Text.encode(snapshot.secret()));
        for (Domain domain : snapshot.domains()) line(text, "domain", domain.name());
        for (Entry entry : snapshot.entries()) {
            line(text, account(entry));
            for (AppPassword each : entry.appPasswords()) line(text, appPassword(entry.account(), each));
            new TreeMap<>(entry.legacy())
                    .forEach((mechanism, form) ->
                            line(text, "legacy", entry.account().login(), mechanism.mechanism(), form));
            for (Address each : entry.sendAs())
                line(text, "send-as", entry.account().login(), each.toString());
            new TreeMap<>(entry.settings())
                    .forEach((name, value) ->
                            line(text, "setting", entry.account().login(), name, value));
        }
        snapshot.aliases().forEach((address, targets) -> line(text, alias(address, targets)));
        long lines = text.chars().filter(c -> c == '\n').count();
        line(text, "end", String.valueOf(lines), digest(Ascii.octets(text.toString())));
        return Ascii.octets(text.toString());
    }

    /** @throws SyntaxException naming the line that is wrong */
    static Snapshot read(byte[] octets) throws SyntaxException {
        String text = Precis.utf8(octets);
        if (!text.startsWith(FIRST)) throw new SyntaxException("line 1: not a directory snapshot of version 1");
        int end = text.lastIndexOf("\nend\t") + 1;
        String body = text.substring(0, end);
        String[] lines = body.split("\n");
        StringBuilder expected = new StringBuilder();
        line(expected, "end", String.valueOf(lines.length), digest(body.getBytes(StandardCharsets.UTF_8)));
        if (end == 0 || !text.substring(end).contentEquals(expected))
            throw new SyntaxException("the last line does not fit: the file is cut off or was changed");
        return new SnapshotText().read(lines);
    }

    private Snapshot read(String[] lines) throws SyntaxException {
        for (int i = 1; i < lines.length; i++) {
            try {
                take(lines[i].split("\t", -1));
            } catch (SyntaxException e) {
                throw new SyntaxException("line " + (i + 1) + ": " + e.getMessage());
            }
        }
        return new Snapshot(generation, secret, domains, accounts, aliases);
    }

    private void take(String[] fields) throws SyntaxException {
        switch (fields[0] + "/" + Math.min(fields.length, 5)) {
            case "generation/2" -> generation = Ascii.number(fields[1], Long.MAX_VALUE);
            case "secret/2" -> secret = Base64Text.decode(fields[1]);
            case "domain/2" -> domains.add(Domain.of(fields[1]));
            case "account/5" -> add(account(fields));
            case "app-password/5" -> add(owner(fields[1]).and(appPassword(fields)));
            case "legacy/4" -> add(owner(fields[1]).and(Legacy.parse(fields[2]), fields[3]));
            case "send-as/3" -> add(owner(fields[1]).and(Address.parse(fields[2])));
            case "setting/4" -> add(owner(fields[1]).and(fields[2], fields[3]));
            case "alias/3", "alias/4", "alias/5" -> aliases.put(Address.parse(fields[1]), targets(fields));
            default -> throw new SyntaxException("not an entry of a directory snapshot");
        }
    }

    private static String[] account(Entry entry) {
        Account account = entry.account();
        String state = account.enabled() ? "enabled" : "disabled";
        Credentials credentials = entry.credentials();
        return new String[] {"account", account.login(), state, credentials.hash(), credentials.scram()};
    }

    private static Entry account(String[] fields) throws SyntaxException {
        Account account = new Account(Address.parse(fields[1]), fields[2].equals("enabled"));
        return Entry.of(account, Credentials.parse(fields[3], fields[4]));
    }

    private static String[] appPassword(Account account, AppPassword each) {
        String created = each.created().toString();
        return new String[] {
            "app-password", account.login(), each.id(), each.name(), created, each.digest(), each.scram()
        };
    }

    private static AppPassword appPassword(String[] fields) throws SyntaxException {
        if (fields.length != 7) throw new SyntaxException("not an app password");
        return AppPassword.parse(fields[2], fields[3], fields[4], fields[5], fields[6]);
    }

    /** The last account, behind which what belongs to it stands. */
    private Entry owner(String login) throws SyntaxException {
        if (accounts.isEmpty() || !accounts.getLast().account().login().equals(login))
            throw new SyntaxException("not behind its account");
        return accounts.removeLast();
    }

    private void add(Entry entry) {
        accounts.add(entry);
    }

    private static String[] alias(Address address, List<Address> targets) {
        List<String> fields = new ArrayList<>(List.of("alias", address.toString()));
        for (Address target : targets) fields.add(target.toString());
        return fields.toArray(new String[0]);
    }

    private static List<Address> targets(String[] fields) throws SyntaxException {
        List<Address> targets = new ArrayList<>();
        for (int i = 2; i < fields.length; i++) targets.add(Address.parse(fields[i]));
        return List.copyOf(targets);
    }

    private static void line(StringBuilder text, String... fields) {
        text.append(String.join("\t", fields)).append('\n');
    }

    private static String digest(byte[] octets) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(octets));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}

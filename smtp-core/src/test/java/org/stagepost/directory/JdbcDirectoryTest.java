package org.stagepost.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.stagepost.directory.Houses.address;
import static org.stagepost.directory.Houses.domain;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stagepost.directory.AccountMail.Kept;
import org.stagepost.mail.Address;

class JdbcDirectoryTest {
    private static final Kept ASIDE = new Kept(Path.of("aside"), Optional.empty());

    @TempDir
    private Path folder;

    private final List<String> moved = new ArrayList<>();
    private final AccountMail mail = new AccountMail() {
        @Override
        public void renamed(Address from, Address to) throws IOException {
            if (to.localPart().equals("stuck")) throw new IOException("the disk is full");
            moved.add(from + " to " + to);
        }

        @Override
        public Optional<Kept> removed(Address account) {
            moved.add(account + " aside");
            return Optional.of(ASIDE);
        }
    };
    private SnapshotDirectory served;
    private JdbcDirectory directory;

    @BeforeEach
    void open() throws Exception {
        served = Houses.served(folder);
        directory = Houses.open(folder, served, mail);
        directory.addDomain(domain("example.org"));
        directory.addAccount(address("ann@example.org"), "pencil");
    }

    @AfterEach
    void close() throws Exception {
        directory.close();
    }

    @Test
    void whatIsDoneIsServedAtOnceAndByANewProcess() throws Exception {
        directory.addAccount(address("Bob@Example.org"), "secret");
        assertThat(served.login("bob@example.org")).contains(new Account(address("bob@example.org"), true));
        SnapshotDirectory another = Houses.served(folder);
        another.start();
        assertThat(another.account(address("BOB@example.org"))).isPresent();
        assertThat(another.primaryDomain()).contains(domain("example.org"));
    }

    @Test
    void theSnapshotIsClosedToOthers() throws Exception {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("directory.snapshot"))))
                .isEqualTo("rw-------");
        assertThat(folder.resolve("directory.snapshot.new")).doesNotExist();
    }

    @Test
    void everythingIsThereAfterARestart() throws Exception {
        directory.addAlias(address("sales@example.org"), List.of(address("ann@example.org"), address("x@example.net")));
        directory.disable(address("ann@example.org"));
        byte[] before = Files.readAllBytes(folder.resolve("directory.snapshot"));
        directory.close();
        directory = Houses.open(folder, served, mail);
        assertThat(directory.accounts()).containsExactly(new Account(address("ann@example.org"), false));
        assertThat(directory.aliases().get(address("sales@example.org")))
                .containsExactly(address("ann@example.org"), address("x@example.net"));
        assertThat(Files.readAllBytes(folder.resolve("directory.snapshot"))).isEqualTo(before);
    }

    @Test
    void aLostDatabaseComesBackFromTheSnapshot() throws Exception {
        directory.addAlias(address("sales@example.org"), List.of(address("ann@example.org")));
        directory.addAccount(address("bob@example.org"), "secret");
        directory.disable(address("bob@example.org"));
        directory.grant(address("ann@example.org"), List.of(address("bob@example.org")));
        directory.set(address("ann@example.org"), "quota", "2G");
        Snapshot before = served.snapshot();
        directory.close();
        Files.delete(folder.resolve("directory.mv.db"));
        directory = Houses.open(folder, served, mail);
        directory.enable(address("bob@example.org"));
        assertThat(SnapshotText.write(served.snapshot()))
                .asString()
                .startsWith(new String(SnapshotText.write(before), StandardCharsets.UTF_8)
                        .replaceFirst("\nend.*\n", "")
                        .replace("disabled", "enabled")
                        .replace("generation\t" + before.generation(), "generation\t" + (before.generation() + 1)));
    }

    @Test
    void aLostSnapshotIsWrittenAgain() throws Exception {
        directory.close();
        Files.writeString(folder.resolve("directory.snapshot"), "garbage");
        directory = Houses.open(folder, served, mail);
        assertThat(served.login("ann@example.org")).isPresent();
    }

    @Test
    void aDamagedSnapshotWithoutADatabaseIsNotOverwritten() throws Exception {
        directory.close();
        Files.delete(folder.resolve("directory.mv.db"));
        Files.writeString(folder.resolve("directory.snapshot"), "garbage");
        assertThatThrownBy(() -> Houses.open(folder, served, mail))
                .isInstanceOf(DirectoryException.class)
                .hasMessageContaining("line 1");
        assertThat(folder.resolve("directory.snapshot")).hasContent("garbage");
    }

    @Test
    void theFirstDomainIsPrimaryUntilAnotherIsMadeSo() throws Exception {
        directory.addDomain(domain("example.net"));
        assertThat(served.primaryDomain()).contains(domain("example.org"));
        directory.makePrimary(domain("example.net"));
        assertThat(served.primaryDomain()).contains(domain("example.net"));
        assertThat(directory.domains()).containsExactly(domain("example.net"), domain("example.org"));
    }

    @Test
    void renamingTakesMailAndAliasesAlong() throws Exception {
        directory.addAlias(address("sales@example.org"), List.of(address("ann@example.org")));
        directory.rename(address("ann@example.org"), address("anna@example.org"));
        assertThat(moved).containsExactly("ann@example.org to anna@example.org");
        assertThat(served.expand(address("sales@example.org"))).containsExactly(address("anna@example.org"));
        assertThat(served.account(address("ann@example.org"))).isEmpty();
        directory.addAccount(address("ann@example.org"), "another");
    }

    @Test
    void anAccountWhoseMailCannotBeMovedKeepsItsName() throws Exception {
        assertThatThrownBy(() -> directory.rename(address("ann@example.org"), address("stuck@example.org")))
                .hasMessage("the mail of ann@example.org could not be moved: the disk is full");
        assertThat(served.account(address("ann@example.org"))).isPresent();
    }

    @Test
    void removingPutsTheMailAside() throws Exception {
        directory.addAccount(address("bob@example.org"), "secret");
        directory.addAlias(
                address("both@example.org"), List.of(address("ann@example.org"), address("bob@example.org")));
        directory.addAlias(address("only@example.org"), List.of(address("ann@example.org")));
        assertThat(directory.removeAccount(address("ann@example.org"))).contains(ASIDE);
        assertThat(moved).containsExactly("ann@example.org aside");
        assertThat(served.expand(address("both@example.org"))).containsExactly(address("bob@example.org"));
        assertThat(directory.aliases()).containsOnlyKeys(address("both@example.org"));
        directory.addAlias(address("only@example.org"), List.of(address("bob@example.org")));
    }

    @Test
    void aliasesGrowAndShrink() throws Exception {
        Address list = address("list@example.org");
        directory.addAlias(list, List.of(address("ann@example.org")));
        directory.addAlias(list, List.of(address("x@example.net"), address("y@example.net")));
        directory.removeAlias(list, List.of(address("x@example.net")));
        assertThat(directory.aliases().get(list)).containsExactly(address("ann@example.org"), address("y@example.net"));
        directory.removeAlias(list, List.of());
        assertThat(directory.aliases()).isEmpty();
    }

    @Test
    void whatCannotBeIsRefusedInWords() throws Exception {
        directory.addAlias(address("sales@example.org"), List.of(address("ann@example.org")));
        refused(() -> directory.addDomain(domain("example.org")), "example.org is here already");
        refused(() -> directory.addDomain(domain("[127.0.0.1]")), "an address literal is no domain to live in");
        refused(
                () -> directory.removeDomain(domain("example.org")),
                "example.org still has 2 accounts and aliases; remove them first");
        refused(
                () -> directory.addAccount(address("x@example.net"), "p"),
                "example.net is not here; add it by: stagepost domain add example.net");
        refused(
                () -> directory.addAccount(address("ANN@example.org"), "p"),
                "there is an account ann@example.org already");
        refused(
                () -> directory.addAccount(address("sales@example.org"), "p"),
                "there is an alias sales@example.org already");
        refused(() -> directory.changePassword(address("x@example.org"), "p"), "there is no account x@example.org");
        refused(
                () -> directory.changePassword(address("ann@example.org"), ""),
                "a password has 1 to 1024 octets and no control characters");
        refused(
                () -> directory.addAlias(address("a@example.org"), List.of(address("nobody@example.org"))),
                "a@example.org would lead to nobody@example.org, whom nobody knows here");
        refused(
                () -> directory.addAlias(address("a@example.org"), List.of(address("a@example.org"))),
                "a@example.org would lead to a@example.org, whom nobody knows here");
        refused(
                () -> directory.removeAlias(address("sales@example.org"), List.of(address("bob@example.org"))),
                "sales@example.org does not lead to bob@example.org");
        assertThat(served.snapshot().aliases()).containsOnlyKeys(address("sales@example.org"));
    }

    @Test
    void nobodyIsCalledEverybodyAndAnAliasIsNotMendedByWhoeverTakesTheRest() throws Exception {
        String why = "*@example.org stands for everybody of example.org and can be an alias only";
        refused(() -> directory.addAccount(address("*@example.org"), "p"), why);
        refused(() -> directory.rename(address("ann@example.org"), address("*@example.org")), why);
        directory.addAlias(address("*@example.org"), List.of(address("ann@example.org")));
        assertThat(served.expand(address("zoe@example.org"))).containsExactly(address("ann@example.org"));
        refused(
                () -> directory.addAlias(address("a@example.org"), List.of(address("nobody@example.org"))),
                "a@example.org would lead to nobody@example.org, whom nobody knows here");
    }

    @Test
    void r22_oneSendsAsWhatOneWasGrantedUntilItIsTakenBack() throws Exception {
        Address ann = address("ann@example.org");
        Address info = address("info@example.org");
        directory.addDomain(domain("example.net"));
        directory.addAccount(info, "secret");
        assertThat(maySend(ann, "info@example.org")).isFalse();
        directory.grant(ann, List.of(address("INFO@example.org"), info, address("*@example.net")));
        for (String granted : List.of("info@example.org", "Info+news@example.org", "anything@example.net"))
            assertThat(maySend(ann, granted)).as(granted).isTrue();
        assertThat(maySend(info, "ann@example.org")).isFalse();
        assertThat(maySend(ann, "bob@example.org")).isFalse();
        directory.revoke(ann, List.of(address("*@example.net")));
        assertThat(maySend(ann, "anything@example.net")).isFalse();
        refused(() -> directory.grant(ann, List.of(info)), "ann@example.org may send as info@example.org already");
        directory.revoke(ann, List.of());
        assertThat(directory.granted()).isEmpty();
        refused(
                () -> directory.revoke(ann, List.of(info)),
                "ann@example.org was not granted to send as info@example.org");
    }

    @Test
    void onlyWhatIsSomebodysHereCanBeGranted() {
        Address ann = address("ann@example.org");
        refused(
                () -> directory.grant(ann, List.of(address("zoe@example.org"))),
                "there is no account or alias zoe@example.org");
        refused(
                () -> directory.grant(ann, List.of(address("*@example.net"))),
                "example.net is not here; add it by: stagepost domain add example.net");
        refused(() -> directory.grant(address("zoe@example.org"), List.of(ann)), "there is no account zoe@example.org");
    }

    @Test
    void grantsFollowARenamedAccountAndEndWithWhatTheyAreAbout() throws Exception {
        Address ann = address("ann@example.org");
        directory.addAccount(address("info@example.org"), "secret");
        directory.addAlias(address("team@example.org"), List.of(address("info@example.org")));
        directory.grant(ann, List.of(address("info@example.org"), address("team@example.org")));
        directory.rename(address("info@example.org"), address("desk@example.org"));
        directory.rename(ann, address("anna@example.org"));
        Address anna = address("anna@example.org");
        assertThat(directory.granted().get(anna))
                .containsExactlyInAnyOrder(address("desk@example.org"), address("team@example.org"));
        directory.removeAccount(address("desk@example.org"));
        assertThat(directory.granted()).as("the alias led to nobody else").isEmpty();
        directory.addAlias(address("team@example.org"), List.of(anna));
        directory.addAccount(address("bob@example.org"), "secret");
        directory.grant(address("bob@example.org"), List.of(address("team@example.org"), anna));
        directory.removeAlias(address("team@example.org"), List.of());
        assertThat(directory.granted().get(address("bob@example.org"))).containsExactly(anna);
        directory.removeAccount(address("bob@example.org"));
        assertThat(directory.granted()).isEmpty();
    }

    private boolean maySend(Address account, String address) {
        return served.maySendAs(served.account(account).orElseThrow(), address(address));
    }

    @Test
    void severalAccountsComeAllOrNone() throws Exception {
        List<Address> three =
                List.of(address("dan@example.org"), address("ANN@example.org"), address("eve@example.org"));
        refused(() -> directory.addAccounts(three, "p"), "there is an account ann@example.org already");
        assertThat(directory.accounts()).hasSize(1);
        directory.addAccounts(List.of(address("dan@example.org"), address("eve@example.org")), "p");
        assertThat(directory.accounts())
                .extracting(Account::login)
                .containsExactly("ann@example.org", "dan@example.org", "eve@example.org");
    }

    @Test
    void a7_aNameThatLooksLikeAnotherIsRefused() {
        assertThatThrownBy(() -> directory.addAccount(new Address("\uff41nn", domain("example.org")), "p"))
                .hasMessageContaining("look like others");
    }

    @Test
    void j6_quotesAndSemicolonsAreText() throws Exception {
        for (String localPart : List.of("o'brien", "\";drop table account;--\"", "\"a\\\\b\"", "x--", "100%_")) {
            Address odd = address(localPart + "@example.org");
            directory.addAccount(odd, "pa'ss;word\"");
            directory.addAlias(address("alias-" + odd.hashCode() + "@example.org"), List.of(odd));
            directory.changePassword(odd, "'; --");
            directory.disable(odd);
            assertThat(served.account(odd)).contains(new Account(odd, false));
            directory.removeAccount(odd);
        }
        assertThat(directory.accounts()).hasSize(1);
        assertThat(directory.aliases()).isEmpty();
    }

    @Test
    void aSecondWriterIsToldWhoHasTheDirectory() throws Exception {
        directory.close();
        try (FileChannel other = FileChannel.open(folder.resolve("directory.mv.db"), StandardOpenOption.WRITE)) {
            assertThat(other.tryLock()).isNotNull();
            assertThatThrownBy(() -> Houses.open(folder, served))
                    .isInstanceOf(DirectoryException.class)
                    .hasMessage("the directory is open in another process; is the server running?");
        }
    }

    @Test
    void j4_aFolderCannotSmuggleOptionsIntoTheUrl() {
        assertThatThrownBy(() -> Database.url(Path.of("/tmp/a;INIT=x"))).hasMessageContaining("semicolon");
    }

    private static void refused(org.assertj.core.api.ThrowableAssert.ThrowingCallable change, String text) {
        assertThatThrownBy(change).isInstanceOf(DirectoryException.class).hasMessage(text);
    }
}

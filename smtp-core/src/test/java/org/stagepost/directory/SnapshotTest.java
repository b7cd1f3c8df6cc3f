package org.stagepost.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stagepost.directory.Houses.address;
import static org.stagepost.directory.Houses.domain;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.stagepost.mail.Address;

class SnapshotTest {
    private final Map<Address, List<Address>> aliases = new LinkedHashMap<>();
    private final List<String> accounts =
            new ArrayList<>(List.of("ann@example.org", "bob@example.org", "bob@example.net"));

    @Test
    void localPartsMatchWhateverTheirCase() {
        Snapshot snapshot = snapshot();
        assertThat(snapshot.account(address("ANN@Example.ORG"))).isPresent();
        assertThat(snapshot.expand(address("Ann@example.org"))).containsExactly(address("ann@example.org"));
        assertThat(snapshot.login("ANN@EXAMPLE.ORG")).isPresent();
    }

    @Test
    void aBareLoginNameWorksWhereItIsNobodyElses() {
        assertThat(snapshot().login("ann")).contains(new Account(address("ann@example.org"), true));
        assertThat(snapshot().login("bob")).isEmpty();
    }

    @Test
    void a7_namesThatAreNoLogin() {
        for (String name : List.of("", "@", "ann@", "ann@example.org.", "ann+x@example.org", "ann@example.org ", "x"))
            assertThat(snapshot().login(name)).as(name).isEmpty();
    }

    @Test
    void aDomainMayBeWrittenInULabels() {
        accounts.add("zoe@xn--bcher-kva.example");
        assertThat(snapshot().login("zoe@b\u00fccher.example")).isPresent();
    }

    @Test
    void theDetailStaysWithTheAddressAndTheOwnerIsFound() {
        assertThat(snapshot().expand(address("Ann+Lists@example.org")))
                .containsExactly(address("ann+Lists@example.org"));
        assertThat(snapshot().owner(address("ann+Lists@example.org")))
                .isEqualTo(snapshot().login("ann"));
        assertThat(snapshot().expand(address("+x@example.org"))).isEmpty();
        assertThat(snapshot().expand(address("nobody+x@example.org"))).isEmpty();
    }

    @Test
    void aWholeAddressGoesBeforeItsDetail() {
        accounts.add("ann+x@example.org");
        assertThat(snapshot().owner(address("ann+x@example.org")).map(Account::login))
                .contains("ann+x@example.org");
    }

    @Test
    void anAliasLeadsToSeveralHereAndOutside() {
        alias("sales@example.org", "ann@example.org", "x@elsewhere.example");
        assertThat(snapshot().expand(address("SALES@example.org")))
                .containsExactly(address("ann@example.org"), address("x@elsewhere.example"));
        assertThat(snapshot().expand(address("sales+eu@example.org")))
                .containsExactly(address("ann+eu@example.org"), address("x@elsewhere.example"));
    }

    @Test
    void everybodyOnceHoweverManyWaysLeadThere() {
        alias("a@example.org", "b@example.org", "ann@example.org", "bob@example.org");
        alias("b@example.org", "a@example.org", "ann@example.org");
        assertThat(snapshot().expand(address("a@example.org")))
                .containsExactly(address("ann@example.org"), address("bob@example.org"));
        assertThat(snapshot().expand(address("a+x@example.org")))
                .containsExactly(address("ann+x@example.org"), address("bob+x@example.org"));
    }

    @Test
    void q10_loopsThatLeadNowhereEnd() {
        alias("a@example.org", "b@example.org");
        alias("b@example.org", "a@example.org");
        assertThat(snapshot().expand(address("a@example.org"))).isEmpty();
    }

    @Test
    void q10_tenAliasesDeepIsDeepEnough() {
        for (int i = 0; i < 10; i++) alias("a" + i + "@example.org", "a" + (i + 1) + "@example.org");
        alias("a9@example.org", "ann@example.org");
        assertThat(new Expansion(snapshot()).fits(address("a0@example.org"))).isTrue();
        alias("a9@example.org", "a10@example.org");
        alias("a10@example.org", "ann@example.org");
        assertThat(new Expansion(snapshot()).fits(address("a0@example.org"))).isFalse();
    }

    @Test
    void q10_aThousandTargetsAreEnough() {
        String[] targets = new String[1_001];
        for (int i = 0; i < targets.length; i++) targets[i] = "x" + i + "@elsewhere.example";
        alias("list@example.org", targets);
        assertThat(snapshot().expand(address("list@example.org"))).hasSize(1_000);
        assertThat(new Expansion(snapshot()).fits(address("list@example.org"))).isFalse();
    }

    @Test
    void postmasterAndAbuseLeadToTheFirstAccount() {
        accounts.add("carl@example.com");
        for (String role : List.of("postmaster", "Abuse", "POSTMASTER")) {
            assertThat(snapshot().expand(address(role + "@example.net"))).containsExactly(address("bob@example.net"));
            assertThat(snapshot().expand(address(role + "@empty.example"))).containsExactly(address("ann@example.org"));
        }
        alias("postmaster@example.org", "bob@example.org");
        assertThat(snapshot().expand(address("postmaster@example.org"))).containsExactly(address("bob@example.org"));
        assertThat(snapshot().expand(address("webmaster@example.org"))).isEmpty();
    }

    @Test
    void whatNobodyHasGoesToWhoeverTakesTheRest() {
        alias("*@example.org", "bob@example.org", "x@elsewhere.example");
        alias("sales@example.org", "ann@example.org");
        List<Address> rest = List.of(address("bob@example.org"), address("x@elsewhere.example"));
        for (String nobodys : List.of("zoe@example.org", "zoe+x@example.org", "*@example.org", "webmaster@example.org"))
            assertThat(snapshot().expand(address(nobodys))).as(nobodys).isEqualTo(rest);
        for (String anns : List.of("ann@example.org", "sales@example.org", "postmaster@example.org"))
            assertThat(snapshot().expand(address(anns))).as(anns).containsExactly(address("ann@example.org"));
        assertThat(snapshot().expand(address("zoe@example.net"))).isEmpty();
    }

    @Test
    void q10_twoRestsThatPointAtEachOtherReachNobodyTwice() {
        alias("*@example.org", "*@example.net", "ann@example.org");
        alias("*@example.net", "*@example.org", "bob@example.net");
        assertThat(snapshot().expand(address("zoe@example.org")))
                .containsExactly(address("ann@example.org"), address("bob@example.net"));
    }

    @Test
    void outsideNobodyIsExpanded() {
        assertThat(snapshot().expand(address("ann@elsewhere.example"))).isEmpty();
        assertThat(snapshot().isLocal(domain("elsewhere.example"))).isFalse();
    }

    @Test
    void oneSendsAsOneselfAndAsOnesAliases() {
        alias("sales@example.org", "ann@example.org");
        Account ann = snapshot().login("ann").orElseThrow();
        for (String own :
                List.of("Ann@example.org", "ann+news@example.org", "sales@example.org", "postmaster@example.org"))
            assertThat(snapshot().maySendAs(ann, address(own))).as(own).isTrue();
        for (String other : List.of("bob@example.org", "ann@elsewhere.example", "nobody@example.org"))
            assertThat(snapshot().maySendAs(ann, address(other))).as(other).isFalse();
    }

    private void alias(String address, String... targets) {
        aliases.put(
                address(address), List.of(targets).stream().map(Houses::address).toList());
    }

    private Snapshot snapshot() {
        List<Snapshot.Entry> entries = accounts.stream()
                .map(text -> Snapshot.Entry.of(new Account(address(text), true), new Credentials("", "")))
                .toList();
        return new Snapshot(
                1,
                new byte[32],
                List.of(
                        domain("example.org"),
                        domain("example.net"),
                        domain("empty.example"),
                        domain("xn--bcher-kva.example")),
                entries,
                aliases);
    }
}

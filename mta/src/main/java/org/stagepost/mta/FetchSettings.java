package org.stagepost.mta;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.stagepost.launch.Settings;
import org.stagepost.mail.Domain;
import org.stagepost.net.Endpoint;
import org.stagepost.sasl.Precis;

/**
 * For whom mail is kept until he comes for it (RFC 2645), or sends for it (RFC 1985).
 *
 * @param listen where he comes to
 * @param byLogin which domains each login may have
 * @param starters logins that may have the queue started, there too, for any domain that we are a backup of
 */
public record FetchSettings(List<Endpoint> listen, Map<String, Set<Domain>> byLogin, Set<String> starters) {
    public FetchSettings {
        listen = List.copyOf(listen);
        byLogin = Map.copyOf(byLogin);
        starters = Set.copyOf(starters);
    }

    static FetchSettings from(Settings settings) {
        List<Endpoint> listen = settings.values("mta.odmr-listen", List.of(), Endpoint::parse);
        Map<String, Set<Domain>> byLogin = new HashMap<>();
        for (Settings own : settings.tables("mta.odmr")) {
            String login = own.value("login", "", Precis::name);
            List<Domain> domains = own.values("domains", List.of(), Domain::of);
            if (login.isEmpty()) throw own.refusal("login", "whose mail is it? login = \"joe@example.org\"");
            if (domains.isEmpty()) throw own.refusal("domains", "which mail is kept? domains = [\"example.net\"]");
            if (listen.isEmpty())
                throw own.refusal("login", "where does he come for his mail? mta.odmr-listen = [\":366\"]");
            byLogin.computeIfAbsent(login, key -> new HashSet<>()).addAll(domains);
        }
        Set<String> starters = new HashSet<>(settings.values("mta.etrn-logins", List.of(), Precis::name));
        if (!starters.isEmpty() && listen.isEmpty())
            throw settings.refusal("mta.etrn-logins", "where do they log in? mta.odmr-listen = [\":366\"]");
        return new FetchSettings(listen, byLogin, starters);
    }

    /** All of them. */
    Set<Domain> domains() {
        Set<Domain> domains = new HashSet<>();
        byLogin.values().forEach(domains::addAll);
        return domains;
    }

    /** Those of one login. */
    Set<Domain> of(String login) {
        return byLogin.getOrDefault(login, Set.of());
    }
}

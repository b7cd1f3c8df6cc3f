package org.stagepost.distribution;

import java.io.IOException;
import java.net.BindException;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.stagepost.net.Endpoint;

/** The listeners that the settings ask for, tried out: a start that would fail at one of them is better told of before. */
final class ListeningPorts {
    private ListeningPorts() {}

    /** What a start would complain about, each behind its key. */
    static List<String> troubles(Configuration configuration) {
        List<String> troubles = new ArrayList<>();
        listeners(configuration).forEach((key, endpoints) -> {
            for (Endpoint endpoint : endpoints) {
                if (endpoint instanceof Endpoint.Tcp tcp) tryOut(key, tcp, troubles);
            }
        });
        return troubles;
    }

    private static Map<String, List<Endpoint>> listeners(Configuration configuration) {
        Map<String, List<Endpoint>> listeners = new LinkedHashMap<>();
        listeners.put("msa.listen", configuration.msa().listen());
        listeners.put("msa.listen-tls", configuration.msa().listenTls());
        listeners.put(
                "msa.devices",
                configuration.msa().devices().stream()
                        .flatMap(device -> device.listen().stream())
                        .distinct()
                        .toList());
        listeners.put("mta.listen", configuration.mta().receiving().listen());
        listeners.put("mta.submission-listen", configuration.mta().receiving().submission());
        listeners.put("mta.odmr-listen", configuration.mta().fetching().listen());
        listeners.put("mda.listen", configuration.mda().listen());
        listeners.put("pop3.listen", configuration.pop3().listen());
        listeners.put("pop3.listen-tls", configuration.pop3().listenTls());
        listeners.put("imap.listen", configuration.imap().listen());
        listeners.put("imap.listen-tls", configuration.imap().listenTls());
        return listeners;
    }

    private static void tryOut(String key, Endpoint.Tcp endpoint, List<String> troubles) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(endpoint.address());
        } catch (BindException e) {
            troubles.add(key + ": " + endpoint + ": " + e.getMessage());
        } catch (IOException e) {
            troubles.add(key + ": " + endpoint + " cannot be listened on: " + e.getMessage());
        }
    }
}

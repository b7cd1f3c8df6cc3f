package org.stagepost.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.stagepost.mail.Domain;
import org.stagepost.mail.SyntaxException;

/**
 * What all stages of a site share.
 *
 * @param hostname our name in greetings, Received fields and certificates
 * @param data the folder below which everything is kept
 * @param certificate the chain as PEM; without one a self-signed one is made in the data folder
 * @param key of the certificate, as PEM
 * @param clientAuthorities who may vouch for clients that log in by a certificate, as PEM
 */
public record Site(
        Domain hostname, Path data, Optional<Path> certificate, Optional<Path> key, Optional<Path> clientAuthorities) {
    private static final Path MACHINE_NAME = Path.of("/proc/sys/kernel/hostname");

    public static Site from(Settings settings) {
        Site site = new Site(
                settings.value("hostname", Domain::of).orElseGet(Site::machine),
                settings.path("data", Path.of("data")),
                settings.path("tls.certificate"),
                settings.path("tls.key"),
                settings.path("login.client-ca"));
        if (site.certificate.isPresent() != site.key.isPresent())
            throw settings.refusal(
                    site.key.isPresent() ? "tls.key" : "tls.certificate", "tls.certificate and tls.key go together");
        return site;
    }

    /** The same with other authorities. */
    public Site vouchedForBy(Optional<Path> authorities) {
        return new Site(hostname, data, certificate, key, authorities);
    }

    /** The machine's own name, without asking any server for it; {@code localhost} where it is not told. */
    private static Domain machine() {
        try {
            return Domain.of(Files.readString(MACHINE_NAME).strip());
        } catch (IOException | SyntaxException e) {
            return new Domain("localhost");
        }
    }
}

/**
 * Where a domain's mail goes, as the DNS tells it (RFC 5321 section 5, RFC 7505). The only package that knows dnsjava;
 * {@link org.stagepost.mta.dns.ZoneServer} is the other side of the question, for the demo and for tests.
 */
@NullMarked
package org.stagepost.mta.dns;

import org.jspecify.annotations.NullMarked;

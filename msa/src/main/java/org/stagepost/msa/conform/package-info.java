/**
 * What submission does to a header before it goes on: whose it claims to be is checked, what mail must have is added, what
 * it must not have is taken out (RFC 6409 sections 6 and 8). Stands between the submission session and the next stage.
 */
@NullMarked
package org.stagepost.msa.conform;

import org.jspecify.annotations.NullMarked;

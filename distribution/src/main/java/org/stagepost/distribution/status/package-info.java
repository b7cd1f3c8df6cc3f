/**
 * Beside the mail path: how a site is. What each process has counted and the files tell becomes one picture, which {@code
 * stagepost status} shows and the daily letter to postmaster quotes.
 */
@NullMarked
package org.stagepost.distribution.status;

import org.jspecify.annotations.NullMarked;

import EventModel

/// When a notice is sent again, and when no more.
///
/// Pauses grow from ``firstPause`` by ``growth`` to ``longestPause``, each give or take a quarter: the jitter is a hash
/// of key and attempt, so that equal calls give equal times, and many notices do not come back at one moment.
package struct RetryPolicy: Sendable, Equatable {
    /// Pause behind the first failure, in seconds, at least 1.
    package let firstPauseSeconds: Int64
    /// By how much each pause is longer than the one before, at least 1.
    package let growth: Int64
    /// The longest pause, in seconds; a destination's own Retry-After is cut to it, too.
    package let longestPauseSeconds: Int64
    /// How long after the first attempt the last one may be, in seconds.
    package let giveUpAfterSeconds: Int64

    /// Makes a policy; by default pauses grow from 5 s by 3 to 6 h over three days, which are about 20 attempts.
    package init(
        firstPauseSeconds: Int64 = 5,
        growth: Int64 = 3,
        longestPauseSeconds: Int64 = 21_600,
        giveUpAfterSeconds: Int64 = 259_200
    ) {
        precondition(firstPauseSeconds >= 1 && growth >= 1, "pauses do not shrink")
        precondition(longestPauseSeconds >= firstPauseSeconds && giveUpAfterSeconds >= 0, "pauses have an end")
        self.firstPauseSeconds = firstPauseSeconds
        self.growth = growth
        self.longestPauseSeconds = longestPauseSeconds
        self.giveUpAfterSeconds = giveUpAfterSeconds
    }

    /// Returns the pause behind a failed attempt, in nanoseconds: three to five quarters of its step.
    ///
    /// - Parameters:
    ///   - key: The notice's key.
    ///   - attempt: The number of the attempt that failed, from 1.
    /// - Returns: The pause, above zero.
    package func pauseNanoseconds(_ key: String, attempt: Int) -> Int64 {
        var seconds = firstPauseSeconds
        var grownAttempts = 1
        // A growth of one changes nothing however often it is applied.
        while grownAttempts < attempt, growth != 1, seconds < longestPauseSeconds {
            let grown = seconds.multipliedReportingOverflow(by: growth)
            seconds = grown.overflow ? longestPauseSeconds : min(longestPauseSeconds, grown.partialValue)
            grownAttempts += 1
        }
        let pause = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        let step = pause.overflow ? Int64.max / 4 : min(pause.partialValue, Int64.max / 4)
        let spread = UInt64(step / 2) + 1
        let jitter = Int64(StableHash.of(key, seed: UInt64(attempt)) % spread)
        return step - step / 4 + jitter
    }
}

/// Limits of one destination's notices in memory; at a limit the destination falls behind and reads on later.
package struct QueueLimits: Sendable, Equatable {
    /// Notices that wait, at least 1.
    package let notices: Int
    /// Bytes of waiting notices; one notice is always taken.
    package let bytes: Int
    /// Notices between the oldest that is owed and the newest that was told, a partition.
    package let span: Int
    /// Subjects of a partition whose last notice is remembered; of more the oldest is forgotten.
    package let subjects: Int

    package init(notices: Int = 1000, bytes: Int = 16 << 20, span: Int = 10_000, subjects: Int = 10_000) {
        precondition(notices >= 1 && bytes >= 1 && span >= 1 && subjects >= 1, "a queue has room for a notice")
        self.notices = notices
        self.bytes = bytes
        self.span = span
        self.subjects = subjects
    }
}

/// A destination of an effect: its name in the settings, its retries and its limits.
package struct EffectDestination: Sendable, Equatable {
    /// The name in delivery records and keys; it must not change: another name is another destination.
    package let name: String
    package let retry: RetryPolicy
    package let limits: QueueLimits

    package init(name: String, retry: RetryPolicy = RetryPolicy(), limits: QueueLimits = QueueLimits()) {
        precondition(!name.isEmpty, "a destination has a name")
        self.name = name
        self.retry = retry
        self.limits = limits
    }
}

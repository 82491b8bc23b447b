/// A place in an alert's text that differs from one alert to the next, always of the same width.
///
/// A text marks it by a run of one control byte, as many as the value is wide; JSON texts hold no such bytes.
struct AlertSlot: Sendable {
    enum Kind: UInt8, Sendable {
        /// Event time as `2026-04-06T14:24:47.851410536`.
        case time = 1
        /// Event time in nanoseconds since 1970.
        case nanoseconds = 2
        /// A client port, 32768 to 60999; one value for an alert.
        case port = 3
        /// Random lower-case hexadecimal digits; one value for an alert.
        case hex = 4
        /// The random end of a job's pod name; one value for a run of the job.
        case runSuffix = 5
        /// The minute since 1970 for which a CronJob's run was scheduled.
        case runMinute = 6
        /// The container id of a run of a job.
        case runHex = 7
        /// A process id of six digits; one value for an alert.
        case processID = 8
    }

    let kind: Kind
    let start: Int
    let width: Int

    static let time = marker(.time, 29)
    static let nanoseconds = marker(.nanoseconds, 19)
    static let port = marker(.port, 5)
    static let runSuffix = marker(.runSuffix, 5)
    static let runMinute = marker(.runMinute, 8)
    static let containerID = marker(.runHex, 12)
    static let processID = marker(.processID, 6)

    /// Marks `width` hexadecimal digits.
    static func hex(_ width: Int) -> String {
        marker(.hex, width)
    }

    private static func marker(_ kind: Kind, _ width: Int) -> String {
        String(repeating: String(UnicodeScalar(kind.rawValue)), count: width)
    }

    /// Characters that Kubernetes draws random names from: no vowels, nothing that looks like a digit.
    ///
    /// Source: k8s.io/apimachinery, `pkg/util/rand`, `alphanums`.
    static let safeAlphabet = Array("bcdfghjklmnpqrstvwxz2456789".utf8)

    /// Characters of a pod-template hash: what the digits of a number become in the safe alphabet.
    ///
    /// Source: k8s.io/apimachinery, `pkg/util/rand`, `SafeEncodeString`.
    static let hashAlphabet = Array("456789bcdf".utf8)
}

/// Lines that reach a bridge and are not what a modern Falco writes: old versions, other senders, wrappers, damage.
///
/// Forms seen in the wild, with values of our own making.
package enum AlertVariant: String, Sendable, CaseIterable {
    // Alerts, in other dress.
    case jsonCppOrder = "before 0.39: output_fields last, with spaces"
    case noSourceNoTags = "before 0.30: neither source nor tags nor hostname"
    case minimal = "rule, priority and time, nothing else"
    case emptyOutputFields = "output_fields is empty"
    case shortInformational = "priority Info"
    case upperCasePriority = "priority WARNING"
    case lowerCasePriority = "priority critical"
    case unknownPriority = "a priority that nobody knows"
    case wholeSeconds = "time without a fraction"
    case shortFraction = "time with trailing zeros cut off, as Go writes it"
    case timeWithOffset = "time with an offset"
    case sidekick = "through falcosidekick: uuid, an empty tag, another order, source syscalls"
    case auditEvent = "a Kubernetes audit event"
    case oldAuditTime = "an audit event whose event time is a string"
    case sentinels = "every way of saying unknown"
    case hugeIntegers = "integers beyond 53 and 63 bits"
    case arraysAndBooleans = "fields that are arrays, booleans and fractions"
    case escapes = "every kind of escape, and characters beyond the basic plane"
    case unknownMembers = "members that this version does not know"
    case whitespace = "spaces and a carriage return around and inside"
    case duplicateKeys = "a field twice"
    case longField = "a command line of 8,000 characters"
    // Falco about itself.
    case internalDrops = "internal: dropped system calls"
    case internalSnapshot = "internal: metrics snapshot"
    case internalReload = "internal: hot restart failure, without fields"
    // An alert inside something else.
    case dockerWrapped = "in docker's json-file wrapper"
    case containerdWrapped = "in containerd's CRI line"
    // Not alerts.
    case banner = "a line of Falco's banner"
    case libraryLog = "a line of its libraries' log"
    case emptyLine = "nothing"
    case otherJSON = "JSON that is no alert"
    case array = "an array of alerts"
    // Broken alerts.
    case truncated = "an alert cut off in the middle"
    case invalidUTF8 = "an alert with bytes that are not UTF-8"
    case missingRule = "an alert without a rule"
    case missingTime = "an alert without a time"
    case impossibleTime = "an alert of February 30th, without an event time among its fields"
    case nullAsRule = "an alert whose rule is null"
    case tooDeep = "an alert with 2,000 nested arrays"

    /// What a bridge has to make of a line.
    package enum Kind: Sendable {
        case alert
        /// Falco about itself: for the sensors topic.
        case internalAlert
        /// An alert in a log driver's wrapper.
        case wrapped
        /// An array whose elements are alerts.
        case several
        /// Banner, log text, other JSON: counted and skipped.
        case noAlert
        /// Meant as an alert, and not readable as one.
        case broken
    }

    package var kind: Kind {
        switch self {
        case .jsonCppOrder, .noSourceNoTags, .minimal, .emptyOutputFields, .shortInformational, .upperCasePriority,
            .lowerCasePriority, .unknownPriority, .wholeSeconds, .shortFraction, .timeWithOffset, .sidekick,
            .auditEvent, .oldAuditTime, .sentinels, .hugeIntegers, .arraysAndBooleans, .escapes, .unknownMembers,
            .whitespace, .duplicateKeys, .longField, .invalidUTF8:
            .alert
        case .internalDrops, .internalSnapshot, .internalReload: .internalAlert
        case .dockerWrapped, .containerdWrapped: .wrapped
        case .array: .several
        case .banner, .libraryLog, .emptyLine, .otherJSON: .noAlert
        case .truncated, .missingRule, .missingTime, .impossibleTime, .nullAsRule, .tooDeep: .broken
        }
    }
}

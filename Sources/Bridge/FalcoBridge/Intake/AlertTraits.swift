import EventModel
import StageRuntime

/// What an operator should see of alerts that were taken although something about them is odd.
struct AlertTraits: OptionSet {
    let rawValue: UInt8

    /// Its bytes came before, and it is another event.
    static let repeated = AlertTraits(rawValue: 1)
    /// It has no field of Falco's.
    static let withoutFields = AlertTraits(rawValue: 2)
    /// Its priority is no word that is known.
    static let unknownPriority = AlertTraits(rawValue: 4)
    /// It was found inside other text.
    static let rescued = AlertTraits(rawValue: 8)

    /// The count of each trait.
    static let outcomes: [(trait: AlertTraits, outcome: DoorOutcome)] = [
        (.repeated, .repeated), (.withoutFields, .withoutFields), (.unknownPriority, .unknownPriority),
        (.rescued, .rescued),
    ]

    init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// Looks at an alert.
    init(_ alert: Alert, isRepeated: Bool) {
        var traits: AlertTraits = isRepeated ? .repeated : []
        if !alert.hasOutputFields { traits.insert(.withoutFields) }
        if alert.priority == .unknown { traits.insert(.unknownPriority) }
        if alert.form == .rescued { traits.insert(.rescued) }
        self = traits
    }
}

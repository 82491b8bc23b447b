/// How an alert was found in the received bytes; how far it can be trusted follows from it.
package enum AlertForm: String, Sendable, CaseIterable {
    /// The received bytes are one alert as Falco writes it, or a copy of it with repaired characters.
    case plain
    /// The alert was inside another product's object, or its fields were nested or in a string (``AlertWrapper``).
    case unwrapped
    /// Falco's text form (`json_output: false`): rule and fields are guessed from the text, which anybody may forge who
    /// can put a line break into a file name.
    case text
    /// The alert was inside other text, such as a torn line or another program's log line: anybody may have written it.
    case rescued

    /// The fact that tells people of it; nil for an alert that its sender wrote as a whole.
    var fact: String? {
        switch self {
        case .plain, .unwrapped: nil
        case .text, .rescued: rawValue
        }
    }
}

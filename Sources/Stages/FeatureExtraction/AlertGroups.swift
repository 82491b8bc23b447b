/// The groups of an alert; it may have several, or none.
struct AlertGroups: OptionSet, Sendable {
    let rawValue: UInt16

    static let shell = AlertGroups(rawValue: 1 << 0)
    static let secrets = AlertGroups(rawValue: 1 << 1)
    static let packages = AlertGroups(rawValue: 1 << 2)
    static let network = AlertGroups(rawValue: 1 << 3)
    static let privilege = AlertGroups(rawValue: 1 << 4)
    static let drift = AlertGroups(rawValue: 1 << 5)
}

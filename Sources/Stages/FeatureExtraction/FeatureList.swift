import EventModel

/// A versioned list of features; vectors and models name it, and a model scores vectors of its own list alone.
package struct FeatureList: Sendable, Equatable {
    /// The version's name, such as `falco-features-1`.
    package let version: String
    /// The features' names, in the order of a vector's values.
    package let names: [String]

    /// A fingerprint of version and names as 16 hexadecimal digits; a list never changes under its version.
    package var fingerprint: String {
        var hash = StableHash.of(version)
        for name in names { hash = StableHash.combine(hash, StableHash.of(name)) }
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }

    /// The first list.
    package static let falco1 = FeatureList(version: "falco-features-1", names: Feature.allCases.map(\.name))
}

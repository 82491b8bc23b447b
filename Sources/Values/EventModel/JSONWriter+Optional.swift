package import JSONText

extension JSONWriter {
    /// Writes a member with a decimal, nothing when there is none.
    package mutating func optionalMilli(_ name: StaticString, _ value: Milli?) {
        guard let value else { return }
        key(name)
        milli(value)
    }

    /// Writes a member with a digest, nothing when there is none.
    package mutating func optionalDigest(_ name: StaticString, _ value: Digest?) {
        guard let value else { return }
        key(name)
        digest(value)
    }

    /// Writes a member with a string, nothing when there is none.
    package mutating func optionalString(_ name: StaticString, _ value: String?) {
        guard let value else { return }
        key(name)
        string(value)
    }
}

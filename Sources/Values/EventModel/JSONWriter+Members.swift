package import JSONText

// One call a member for the values of this model; an optional that is nil writes nothing.
extension JSONWriter {
    /// Writes a member with an event's id.
    package mutating func member(_ name: StaticString, _ value: EventID) {
        key(name)
        eventID(value)
    }

    /// Writes a member with a digest.
    package mutating func member(_ name: StaticString, _ value: Digest) {
        key(name)
        digest(value)
    }

    /// Writes a member with a digest, nothing when there is none.
    package mutating func member(_ name: StaticString, _ value: Digest?) {
        guard let value else { return }
        member(name, value)
    }

    /// Writes a member with a point in time.
    package mutating func member(_ name: StaticString, _ value: Timestamp) {
        key(name)
        timestamp(value)
    }

    /// Writes a member with a decimal.
    package mutating func member(_ name: StaticString, _ value: Milli) {
        key(name)
        milli(value)
    }

    /// Writes a member with a decimal, nothing when there is none.
    package mutating func member(_ name: StaticString, _ value: Milli?) {
        guard let value else { return }
        member(name, value)
    }

    /// Writes a member with a priority.
    package mutating func member(_ name: StaticString, _ value: Priority) {
        key(name)
        priority(value)
    }

    /// Writes a member with a profile's path.
    package mutating func member(_ name: StaticString, _ value: Profile) {
        member(name, value.rawValue)
    }

    /// Writes a member with an entity's path.
    package mutating func member(_ name: StaticString, _ value: Entity) {
        member(name, value.rawValue)
    }

    /// Writes a member with an incident's id.
    package mutating func member(_ name: StaticString, _ value: IncidentID) {
        member(name, value.rawValue)
    }

    /// Writes a member with an array of strings.
    package mutating func member(_ name: StaticString, _ value: TextList) {
        key(name)
        texts(value)
    }

    /// Writes a member with an array of decimals.
    package mutating func member(_ name: StaticString, _ values: [Milli]) {
        key(name)
        Milli.withThousandths(of: values) { millis($0) }
    }

    /// Writes a member with a payload.
    package mutating func member<Value: Payload>(_ name: StaticString, _ value: Value) {
        key(name)
        value.write(into: &self)
    }

    /// Writes a member with a payload, nothing when there is none.
    package mutating func member<Value: Payload>(_ name: StaticString, _ value: Value?) {
        guard let value else { return }
        member(name, value)
    }

    /// Writes a member with an array of payloads.
    package mutating func member<Value: Payload>(_ name: StaticString, _ values: [Value]) {
        beginArray(name)
        for value in values {
            value.write(into: &self)
        }
        endArray()
    }

    /// Writes a member with a string, nothing when there is none.
    package mutating func optionalString(_ name: StaticString, _ value: String?) {
        member(name, value)
    }
}

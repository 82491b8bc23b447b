// One call a member: the key and its value. Overloads, not a generic: a call from another module is one call then, and
// nothing is looked up at run time. An optional that is nil writes nothing.
extension JSONWriter {
    /// Writes a member with a string.
    package mutating func member(_ name: StaticString, _ value: String) {
        key(name)
        string(value)
    }

    /// Writes a member with a string, nothing when there is none.
    package mutating func member(_ name: StaticString, _ value: String?) {
        guard let value else { return }
        key(name)
        string(value)
    }

    /// Writes a member with a string of plain ASCII that needs no escapes.
    package mutating func member(_ name: StaticString, plain value: StaticString) {
        key(name)
        string(value)
    }

    /// Writes a member with a string given by its valid UTF-8 bytes.
    package mutating func member(_ name: StaticString, utf8 value: UnsafeRawBufferPointer) {
        key(name)
        string(value)
    }

    /// Writes a member with a string that holds bytes in base64.
    package mutating func member(_ name: StaticString, base64 bytes: UnsafeRawBufferPointer) {
        key(name)
        base64(bytes)
    }

    /// Writes a member whose value is JSON already, as it is.
    package mutating func member(_ name: StaticString, raw json: UnsafeRawBufferPointer) {
        key(name)
        raw(json)
    }

    /// Writes a member with a boolean.
    package mutating func member(_ name: StaticString, _ value: Bool) {
        key(name)
        bool(value)
    }

    /// Writes a member with a signed integer.
    package mutating func member(_ name: StaticString, _ value: Int) {
        key(name)
        int(Int64(value))
    }

    /// Writes a member with a signed integer.
    package mutating func member(_ name: StaticString, _ value: Int64) {
        key(name)
        int(value)
    }

    /// Writes a member with a signed integer.
    package mutating func member(_ name: StaticString, _ value: Int32) {
        key(name)
        int(Int64(value))
    }

    /// Writes a member with an unsigned integer.
    package mutating func member(_ name: StaticString, _ value: UInt64) {
        key(name)
        uint(value)
    }

    /// Writes a member with an unsigned integer.
    package mutating func member(_ name: StaticString, _ value: UInt32) {
        key(name)
        uint(UInt64(value))
    }

    /// Writes a member with thousandths as the shortest decimal.
    package mutating func member(_ name: StaticString, thousandths value: Int64) {
        key(name)
        milli(value)
    }

    /// Begins the member whose value is an object, which `endObject` ends.
    package mutating func beginObject(_ name: StaticString) {
        key(name)
        beginObject()
    }

    /// Begins the member whose value is an array, which `endArray` ends.
    package mutating func beginArray(_ name: StaticString) {
        key(name)
        beginArray()
    }
}

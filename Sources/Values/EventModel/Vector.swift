package import JSONText

/// The behaviour of a profile as one alert found it: the input of scoring (`eyrie.vectors.v1`).
package struct Vector: TimedPayload {
    /// The alert's id.
    package let event: EventID
    /// What the behaviour is compared with.
    package let profile: Profile
    /// The concrete thing seen.
    package let entity: Entity
    /// When it happened, by Falco's clock.
    package let time: Timestamp
    /// Falco's rule.
    package let rule: String
    /// Falco's priority.
    package let priority: Priority
    /// Falco's event source, such as `syscall`.
    package let source: String
    /// Falco's tags.
    package let tags: TextList
    /// The version of the feature list, such as `falco-features-1`.
    package let features: String
    /// One value a feature, in the order of the list.
    package let values: [Milli]
    /// What a person wants to know at a glance.
    package let facts: Facts

    package init(
        event: EventID,
        profile: Profile,
        entity: Entity,
        time: Timestamp,
        rule: String,
        priority: Priority,
        source: String,
        tags: TextList,
        features: String,
        values: [Milli],
        facts: Facts
    ) {
        self.event = event
        self.profile = profile
        self.entity = entity
        self.time = time
        self.rule = rule
        self.priority = priority
        self.source = source
        self.tags = tags
        self.features = features
        self.values = values
        self.facts = facts
    }

    package var eventTime: Timestamp { time }

    package init(from view: JSONView) throws(PayloadFault) {
        let reader = try MemberReader(view, of: "Vector")
        guard try reader.int64("vector") == 1 else { throw reader.bad("vector", "version 1") }
        event = try reader.eventID("event")
        profile = Profile(try reader.string("profile"))
        entity = Entity(try reader.string("entity"))
        time = try reader.timestamp("time")
        rule = try reader.string("rule")
        priority = try reader.priority("priority")
        source = try reader.string("source")
        tags = try reader.texts("tags")
        features = try reader.string("features")
        var values: [Milli] = []
        values.reserveCapacity(32)
        for element in try reader.elements("values") {
            guard let value = Milli(element) else { throw reader.bad("values", "an array of decimals within range") }
            values.append(value)
        }
        self.values = values
        facts = try Facts(from: try reader.required("facts"))
    }

    package func write(into writer: inout JSONWriter) {
        writer.beginObject()
        writer.key("vector")
        writer.int(1)
        writer.key("event")
        writer.eventID(event)
        writer.key("profile")
        writer.string(profile.rawValue)
        writer.key("entity")
        writer.string(entity.rawValue)
        writer.key("time")
        writer.timestamp(time)
        writer.key("rule")
        writer.string(rule)
        writer.key("priority")
        writer.priority(priority)
        writer.key("source")
        writer.string(source)
        writer.key("tags")
        writer.texts(tags)
        writer.key("features")
        writer.string(features)
        writer.key("values")
        writer.beginArray()
        for value in values {
            writer.milli(value)
        }
        writer.endArray()
        writer.key("facts")
        facts.write(into: &writer)
        writer.endObject()
    }
}

import JSONText

extension TopicPlan {
    /// The plan for machines: one JSON object with `exit`, `alertPartitions`, `topics` and `strangers`.
    ///
    /// Each topic has `changes` (with `do`: create, grow or set), `refused`, `beyond` and `notes`.
    package var json: [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("exit", Int(exitCode))
        writer.member("alertPartitions", alertPartitions)
        writer.beginArray("topics")
        for item in items {
            Self.write(item, into: &writer)
        }
        writer.endArray()
        writer.key("strangers")
        Self.write(strangers, into: &writer)
        writer.endObject()
        return writer.bytes
    }

    private static func write(_ item: Item, into writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("topic", item.name)
        writer.beginArray("changes")
        for change in item.changes {
            write(change, into: &writer)
        }
        writer.endArray()
        writer.key("refused")
        write(item.refusals, into: &writer)
        writer.key("beyond")
        write(item.beyond, into: &writer)
        writer.key("notes")
        write(item.notes, into: &writer)
        writer.endObject()
    }

    private static func write(_ change: TopicChange, into writer: inout JSONWriter) {
        writer.beginObject()
        writer.key("do")
        switch change {
        case .create(let partitions, let replication, let settings):
            writer.string("create" as String)
            writer.member("partitions", partitions)
            writer.member("replication", replication)
            writer.beginArray("settings")
            for setting in settings {
                writer.beginObject()
                writer.member("name", setting.name)
                writer.member("value", setting.value)
                writer.endObject()
            }
            writer.endArray()
        case .grow(let from, let to):
            writer.string("grow" as String)
            writer.member("from", from)
            writer.member("to", to)
        case .set(let name, let from, let to):
            writer.string("set" as String)
            writer.member("name", name)
            writer.key("from")
            if let from {
                writer.string(from)
            } else {
                writer.null()
            }
            writer.member("to", to)
        }
        writer.endObject()
    }

    private static func write(_ texts: [String], into writer: inout JSONWriter) {
        writer.beginArray()
        for text in texts {
            writer.string(text)
        }
        writer.endArray()
    }
}

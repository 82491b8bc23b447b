package import EventModel
package import JSONText

/// What another process asks the owner of the log about files: to read them, how that stands, or to end it.
package struct ImportOrder: Payload {
    /// The files to read, absolute; empty asks for an import that was begun.
    package let paths: [String]
    package let isFromBeginning: Bool
    /// Whether a text that has only a time of day is dated by its file.
    package let isDatedByFile: Bool
    /// The import that is asked for; 0 begins one.
    package let number: Int64
    /// Whether that one is to end.
    package let isCancel: Bool

    package init(
        paths: [String] = [],
        isFromBeginning: Bool = false,
        isDatedByFile: Bool = false,
        number: Int64 = 0,
        isCancel: Bool = false
    ) {
        self.paths = paths
        self.isFromBeginning = isFromBeginning
        self.isDatedByFile = isDatedByFile
        self.number = number
        self.isCancel = isCancel
    }

    package init(from view: JSONView) throws(PayloadFault) {
        let reader = try MemberReader(view, of: "ImportOrder")
        var paths: [String] = []
        for element in try reader.elements("paths") {
            guard let path = element.string else { throw reader.bad("paths", "a list of texts") }
            paths.append(path)
        }
        self.paths = paths
        isFromBeginning = try reader.bool("from_beginning")
        isDatedByFile = try reader.optional("date_by_file") == nil ? false : reader.bool("date_by_file")
        number = try reader.int64("number")
        isCancel = try reader.bool("cancel")
    }

    package func write(into writer: inout JSONWriter) {
        writer.beginObject()
        writer.beginArray("paths")
        for path in paths {
            writer.string(path)
        }
        writer.endArray()
        writer.member("from_beginning", isFromBeginning)
        writer.member("date_by_file", isDatedByFile)
        writer.member("number", number)
        writer.member("cancel", isCancel)
        writer.endObject()
    }
}

/// How an import stands in the process that owns the log.
package struct ImportAnswer: Payload {
    package let number: Int64
    package let progress: FileImport.Progress
    package let counts: DoorCounters
    /// Whether every file was read to its end and all of it is durable.
    package let isFinished: Bool
    /// Whether nothing more comes.
    package let isOver: Bool
    /// Why it ended before its end; empty when it did not.
    package let failure: String

    package init(
        number: Int64,
        progress: FileImport.Progress,
        counts: DoorCounters,
        isFinished: Bool,
        isOver: Bool,
        failure: String
    ) {
        self.number = number
        self.progress = progress
        self.counts = counts
        self.isFinished = isFinished
        self.isOver = isOver
        self.failure = failure
    }

    package init(from view: JSONView) throws(PayloadFault) {
        let reader = try MemberReader(view, of: "ImportAnswer")
        number = try reader.int64("number")
        var progress = FileImport.Progress()
        progress.totalBytes = try reader.uint64("total_bytes")
        progress.skippedBytes = try reader.uint64("skipped_bytes")
        progress.keptBytes = try reader.uint64("kept_bytes")
        self.progress = progress
        counts = try DoorCounters(from: try reader.required("counts"))
        isFinished = try reader.bool("finished")
        isOver = try reader.bool("over")
        failure = try reader.string("failure")
    }

    package func write(into writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("number", number)
        writer.member("total_bytes", progress.totalBytes)
        writer.member("skipped_bytes", progress.skippedBytes)
        writer.member("kept_bytes", progress.keptBytes)
        writer.member("counts", counts)
        writer.member("finished", isFinished)
        writer.member("over", isOver)
        writer.member("failure", failure)
        writer.endObject()
    }
}

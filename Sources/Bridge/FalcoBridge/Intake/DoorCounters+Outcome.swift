extension DoorCounters {
    /// Counts what became of one alert, but not that it was received; a broken one is a dead letter.
    mutating func count(_ outcome: AlertRecorder.Outcome) {
        switch outcome {
        case .appended: appended += 1
        case .sensor: sensors += 1
        case .filtered(_, let name): countFiltered(by: name)
        case .dropped: dropped += 1
        case .duplicate: duplicates += 1
        case .broken: deadLettered += 1
        }
    }
}

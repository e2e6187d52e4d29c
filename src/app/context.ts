// Owns how a component comes by what the app remembers: one typed pair for each, set once in App.svelte.

import { createContext } from 'svelte'
import type { NodeApi } from '../node/api.ts'
import type { ConnectionsApi } from '../node/api-privacy.ts'
import type { Boot } from './boot.svelte.ts'
import type { Connection } from './connection.svelte.ts'
import type { Lock } from './lock.svelte.ts'
import type { Now } from './now.svelte.ts'
import type { Pictures } from './pictures.svelte.ts'
import type { Playing } from './playing.svelte.ts'
import type { Route } from './route.svelte.ts'
import type { SearchMemory } from './search.svelte.ts'
import type { Settings } from './settings.svelte.ts'
import type { Team } from './team.svelte.ts'
import type { Seat, Teams } from './teams.svelte.ts'
import type { Toasts } from './toasts.svelte.ts'
import type { Update } from './update.svelte.ts'

export const [getNode, setNode] = createContext<NodeApi>()
export const [getJournal, setJournal] = createContext<ConnectionsApi>()
export const [getBoot, setBoot] = createContext<Boot>()
export const [getConnection, setConnection] = createContext<Connection>()
export const [getLock, setLock] = createContext<Lock>()
export const [getNow, setNow] = createContext<Now>()
export const [getPictures, setPictures] = createContext<Pictures>()
export const [getPlaying, setPlaying] = createContext<Playing>()
export const [getRoute, setRoute] = createContext<Route>()
export const [getSettings, setSettings] = createContext<Settings>()
export const [getSearch, setSearch] = createContext<SearchMemory>()
export const [getSeat, setSeat] = createContext<Seat>()
export const [getTeam, setTeam] = createContext<Team>()
export const [getTeams, setTeams] = createContext<Teams>()
export const [getToasts, setToasts] = createContext<Toasts>()
export const [getUpdate, setUpdate] = createContext<Update>()

import { createSlice, type PayloadAction } from '@reduxjs/toolkit';
import type { Connections } from '../../../common/contract/ipc';

const initialState: Connections = {
  service: 'offline',
  serviceProblem: null,
  mailStore: 'offline',
  mailStoreProblem: null,
};

const slice = createSlice({
  name: 'connections',
  initialState,
  reducers: {
    connectionsChanged: (_state, action: PayloadAction<Connections>) => action.payload,
  },
});

export const { connectionsChanged } = slice.actions;
export const connectionsReducer = slice.reducer;
